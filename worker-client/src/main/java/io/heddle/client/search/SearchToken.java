package io.heddle.client.search;

import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.error.MatrixException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where a search goes on.
///
/// @param place the number of the last event seen when ordered by time, else how many matches were seen
/// @param group the room or user whose group alone goes on; null for the whole search
record SearchToken(boolean recent, long place, @Nullable String group) {

    static SearchToken start(boolean recent) {
        return new SearchToken(recent, recent ? Long.MAX_VALUE : 0, null);
    }

    static SearchToken parse(String text, boolean recent) {
        String[] parts = text.split("\\.", 2);
        if (!parts[0].matches((recent ? "r" : "k") + "[0-9]{1,18}")) {
            throw MatrixException.invalidParam("Not a token of this search");
        }
        return new SearchToken(
                recent,
                Long.parseLong(parts[0].substring(1)),
                parts.length == 1 ? null : group(parts[1]));
    }

    private static String group(String encoded) {
        try {
            return new String(UnpaddedBase64.decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw MatrixException.invalidParam("Not a token of this search");
        }
    }

    SearchToken in(String otherGroup) {
        return new SearchToken(recent, place, otherGroup);
    }

    @Override
    public String toString() {
        String token = (recent ? "r" : "k") + place;
        return group == null
                ? token
                : token
                        + "."
                        + UnpaddedBase64.encodeUrlSafe(group.getBytes(StandardCharsets.UTF_8));
    }
}
