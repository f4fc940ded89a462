package io.heddle.replication.stream;

import io.heddle.protocol.error.MatrixException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where a sync stands in every stream: the opaque `since` and `next_batch` of clients. Written as `s` and one number a
/// stream, in the order of [StreamName]; a token of an older version, with fewer streams, counts the missing ones as 0.
public final class SyncToken {
    private final long[] positions;

    private SyncToken(long[] positions) {
        this.positions = positions;
    }

    public static SyncToken now(Streams streams) {
        long[] positions = new long[StreamName.values().length];
        for (StreamName name : StreamName.values()) {
            positions[name.ordinal()] = streams.position(name);
        }
        return new SyncToken(positions);
    }

    /// Fails with 400 M_INVALID_PARAM for anything that is no token of ours.
    public static SyncToken parse(String text) {
        String[] parts = text.startsWith("s") ? text.substring(1).split("_", -1) : new String[0];
        long[] positions = new long[StreamName.values().length];
        if (parts.length == 0 || parts.length > positions.length) {
            throw invalid(text);
        }
        for (int i = 0; i < parts.length; i++) {
            positions[i] = number(parts[i], text);
        }
        return new SyncToken(positions);
    }

    public static boolean looksLikeOne(@Nullable String text) {
        return text != null && text.matches("s[0-9]+(_[0-9]+)*");
    }

    public long position(StreamName stream) {
        return positions[stream.ordinal()];
    }

    public SyncToken with(StreamName stream, long position) {
        long[] changed = positions.clone();
        changed[stream.ordinal()] = position;
        return new SyncToken(changed);
    }

    private static long number(String part, String text) {
        try {
            long number = Long.parseLong(part);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(text);
        }
        throw invalid(text);
    }

    private static MatrixException invalid(String text) {
        return MatrixException.invalidParam(
                "Not a token of this server: " + text.substring(0, Math.min(80, text.length())));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("s");
        for (int i = 0; i < positions.length; i++) {
            text.append(i == 0 ? "" : "_").append(positions[i]);
        }
        return text.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SyncToken token && Arrays.equals(positions, token.positions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(positions);
    }
}
