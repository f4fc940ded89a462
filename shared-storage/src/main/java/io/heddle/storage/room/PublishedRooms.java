package io.heddle.storage.room;

import io.heddle.protocol.error.MatrixException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The directory of published rooms, the largest first.
/// https://spec.matrix.org/v1.19/client-server-api/#published-room-directory
@Component
public class PublishedRooms {
    public static final int MAX_LIMIT = 1_000;
    private static final Comparator<RoomSummary> LARGEST_FIRST =
            Comparator.comparingLong(RoomSummary::joinedMembers)
                    .reversed()
                    .thenComparingLong(summary -> summary.room().nid());

    private final Rooms rooms;
    private final RoomSummaries summaries;

    PublishedRooms(Rooms rooms, RoomSummaries summaries) {
        this.rooms = rooms;
        this.summaries = summaries;
    }

    /// What is asked of the directory.
    ///
    /// @param limit null for as many as the server gives
    /// @param since a token of a page before
    /// @param term what the name, topic or alias must contain; null for anything
    /// @param types the room types wanted, the empty text standing for rooms without a type; null for all
    /// @param federatedOnly only rooms that users of other servers may join
    public record Query(
            @Nullable Integer limit,
            @Nullable String since,
            @Nullable String term,
            @Nullable Set<String> types,
            boolean federatedOnly) {}

    /// @param total how many rooms match in all
    public record Page(
            List<RoomSummary> rooms, @Nullable String next, @Nullable String previous, int total) {}

    public Page find(Query query) {
        List<RoomSummary> all =
                summaries.of(rooms.published()).values().stream()
                        .filter(summary -> matches(summary, query))
                        .sorted(LARGEST_FIRST)
                        .toList();
        int limit =
                query.limit() == null || query.limit() == 0
                        ? MAX_LIMIT
                        : Math.min(query.limit(), MAX_LIMIT);
        Token since = query.since() == null ? null : Token.parse(query.since());
        int start = since == null ? 0 : since.start(all, limit);
        int end = Math.min(all.size(), start + limit);
        return new Page(
                all.subList(start, end),
                end < all.size() && end > start
                        ? new Token(true, all.get(end - 1)).toString()
                        : null,
                start > 0 && start < all.size()
                        ? new Token(false, all.get(start)).toString()
                        : null,
                all.size());
    }

    private static boolean matches(RoomSummary summary, Query query) {
        Set<String> types = query.types();
        String type = summary.roomType() == null ? "" : summary.roomType();
        if (types != null && !types.contains(type)
                || query.federatedOnly() && !summary.federates()) {
            return false;
        }
        if (query.term() == null || query.term().isEmpty()) {
            return true;
        }
        String term = query.term().toLowerCase(Locale.ROOT);
        return Stream.of(summary.name(), summary.topic(), summary.canonicalAlias())
                .anyMatch(text -> text != null && text.toLowerCase(Locale.ROOT).contains(term));
    }

    /// A place in the order, so that rooms which come and go meanwhile shift nothing: the rooms after (before) the one named.
    private record Token(boolean forward, long members, long nid) {
        Token(boolean forward, RoomSummary summary) {
            this(forward, summary.joinedMembers(), summary.room().nid());
        }

        static Token parse(String text) {
            String[] parts = text.matches("[np][0-9]{1,12}_[0-9]{1,18}") ? text.split("_") : null;
            if (parts == null) {
                throw MatrixException.invalidParam("Not a token of this server");
            }
            return new Token(
                    text.startsWith("n"),
                    Long.parseLong(parts[0].substring(1)),
                    Long.parseLong(parts[1]));
        }

        int start(List<RoomSummary> all, int limit) {
            int place = (int) all.stream().filter(this::isBefore).count();
            boolean there =
                    place < all.size()
                            && all.get(place).room().nid() == nid
                            && all.get(place).joinedMembers() == members;
            return forward ? place + (there ? 1 : 0) : Math.max(0, place - limit);
        }

        private boolean isBefore(RoomSummary summary) {
            return summary.joinedMembers() > members
                    || summary.joinedMembers() == members && summary.room().nid() < nid;
        }

        @Override
        public String toString() {
            return (forward ? "n" : "p") + members + "_" + nid;
        }
    }
}
