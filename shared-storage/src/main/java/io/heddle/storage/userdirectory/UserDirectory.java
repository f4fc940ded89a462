package io.heddle.storage.userdirectory;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.database.StorableText;
import io.heddle.storage.room.RoomSummaries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// Users by name. What profiles and accounts change is written with them; memberships are followed in the background.
@Repository
public class UserDirectory {
    /// So many of the best matches are looked at for ones that the searcher may find.
    private static final int CANDIDATES = 1_000;

    private static final double SIMILAR = 0.4;

    private static final String SELECT =
            """
            SELECT c.user_id, c.display_name, c.avatar_url, c.rank FROM (
                SELECT d.user_id, d.display_name, d.avatar_url,
                       %s + CASE WHEN d.is_local AND ? THEN 0.5 ELSE 0 END AS rank
                FROM user_directory AS d
                WHERE (NOT ? OR d.user_id <> ?) AND %s
                ORDER BY rank DESC, d.user_id LIMIT %d) AS c
            WHERE ? OR EXISTS (
                SELECT FROM memberships AS o
                WHERE o.user_id = c.user_id AND o.membership = 'join'
                  AND (c.user_id <> ? AND o.room_nid IN
                            (SELECT room_nid FROM memberships WHERE user_id = ? AND membership = 'join')
                    OR o.room_nid IN (SELECT room_nid FROM open_rooms)))
            ORDER BY c.rank DESC, c.user_id LIMIT ?
            """;

    /// Whole words before beginnings of words before parts of words; the user id itself first of all.
    private static final String RANK =
            "CASE WHEN d.names LIKE ? THEN 3 WHEN d.names || ' ' LIKE ? THEN 2 WHEN d.names LIKE ? THEN 1 ELSE 0 END";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final RoomSummaries summaries;

    UserDirectory(JdbcClient jdbc, TransactionTemplate transactions, RoomSummaries summaries) {
        this.jdbc = jdbc;
        this.summaries = summaries;
        this.transactions = transactions;
    }

    /// Who searches for what.
    ///
    /// @param everybody whether all users are found, not only those whom the searcher might meet
    /// @param localFirst whether this server's users come before others
    public record Query(
            UserId searcher, String term, boolean everybody, boolean localFirst, int limit) {}

    /// @param rank greater the better the user matches
    public record Entry(
            String userId, @Nullable String displayName, @Nullable String avatarUrl, double rank) {}

    /// The best matches: users whose names contain the words, or else ones that resemble them. Searchers find themselves
    /// only where strangers would.
    public List<Entry> find(Query query) {
        String term = StorableText.of(query.term().strip().toLowerCase(Locale.ROOT));
        String server = null;
        if (term.startsWith("@")) {
            term = term.substring(1);
        }
        if (term.indexOf(':') > 0) {
            server = term.substring(term.indexOf(':') + 1);
            term = term.substring(0, term.indexOf(':'));
        }
        if (term.isBlank()) {
            return List.of();
        }
        List<Entry> found = containing(query, term, server);
        return found.isEmpty() && server == null && term.length() > 2
                ? resembling(query, term)
                : found;
    }

    private List<Entry> containing(Query query, String term, @Nullable String server) {
        List<String> words = Arrays.asList(term.split("\\s+"));
        List<Object> params = new ArrayList<>(rankParams(term));
        params.add(query.localFirst());
        params.add(query.everybody());
        params.add(query.searcher().value());
        String where =
                words.stream().map(word -> "d.names LIKE ?").collect(Collectors.joining(" AND "));
        words.forEach(word -> params.add(pattern(word)));
        if (server != null) {
            where += " AND lower(d.user_id) LIKE ?";
            params.add("@%" + literal(term) + ":" + literal(server) + "%");
        }
        return run(query, RANK, where, params);
    }

    private List<Entry> resembling(Query query, String term) {
        List<Object> params = new ArrayList<>();
        params.add(term);
        params.add(query.localFirst());
        params.add(query.everybody());
        params.add(query.searcher().value());
        params.add(term);
        List<Entry> found =
                transactions.execute(status -> {
                    jdbc.sql("SELECT set_config('pg_trgm.word_similarity_threshold', ?, true)")
                            .param(Double.toString(SIMILAR))
                            .query(String.class)
                            .single();
                    return run(query, "word_similarity(?, d.names)", "? <% d.names", params);
                });
        return found == null ? List.of() : found;
    }

    private List<Entry> run(Query query, String rank, String where, List<Object> params) {
        String searcher = query.searcher().value();
        params.addAll(List.of(query.everybody(), searcher, searcher, query.limit()));
        return jdbc.sql(SELECT.formatted(rank, where, CANDIDATES))
                .params(params)
                .query((row, number) ->
                        new Entry(
                                row.getString("user_id"),
                                row.getString("display_name"),
                                row.getString("avatar_url"),
                                row.getDouble("rank")))
                .list();
    }

    private static List<Object> rankParams(String term) {
        String text = literal(term);
        return List.of(" " + text + " %", "% " + text + " %", "% " + text + "%");
    }

    /// The index knows parts of words from three letters on, and beginnings of words of any length.
    private static String pattern(String word) {
        return (word.length() > 2 ? "%" : "% ") + literal(word) + "%";
    }

    private static String literal(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    /// Takes in what the live events with `from < nid <= to` change: users' memberships, and which rooms are open.
    public void follow(long from, long to) {
        jdbc.sql(
                        "SELECT count(user_directory_refresh(u.state_key)) FROM (SELECT DISTINCT state_key FROM events"
                                + " WHERE nid > ? AND nid <= ? AND type = 'm.room.member' AND state_key LIKE '@%:%') AS u")
                .params(from, to)
                .query(Long.class)
                .single();
        List<Long> rooms =
                jdbc.sql(
                                "SELECT DISTINCT room_nid FROM events WHERE nid > ? AND nid <= ?"
                                        + " AND type IN ('m.room.join_rules', 'm.room.history_visibility')")
                        .params(from, to)
                        .query(Long.class)
                        .list();
        if (!rooms.isEmpty()) {
            refreshOpenRooms(rooms);
        }
    }

    private void refreshOpenRooms(List<Long> rooms) {
        Long[] open =
                summaries.of(rooms).values().stream()
                        .filter(room -> room.worldReadable() || room.joinRule().equals("public"))
                        .map(room -> room.room().nid())
                        .toArray(Long[]::new);
        jdbc.sql("DELETE FROM open_rooms WHERE room_nid = ANY (?) AND room_nid <> ALL (?)")
                .params(rooms.toArray(Long[]::new), open)
                .update();
        jdbc.sql("INSERT INTO open_rooms SELECT unnest(?::bigint[]) ON CONFLICT DO NOTHING")
                .param(open)
                .update();
    }
}
