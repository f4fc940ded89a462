package io.heddle.storage.search;

import io.heddle.storage.database.StorableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Looks for words in the texts of events.
@Repository
public class EventSearch {
    /// More matches than this are not counted.
    public static final int MAX_COUNT = 10_000;

    private static final String WORDS =
            "(websearch_to_tsquery('english', ?) || websearch_to_tsquery('simple', ?))";
    private static final String MATCHES =
            " FROM event_search AS s CROSS JOIN (SELECT "
                    + WORDS
                    + " AS words, ?::tsquery AS rooms) AS q"
                    + " WHERE numnode(q.words) > 0 AND s.vector @@ (q.words && q.rooms)"
                    + " AND s.key = ANY (?)";
    private static final String HIGHLIGHT = "StartSel=\u0002, StopSel=\u0003, HighlightAll=true";

    private final JdbcClient jdbc;

    EventSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Where to look for what.
    ///
    /// @param term words, quoted phrases, `or` and `-` as in web searches
    public record Query(String term, Collection<String> keys, Collection<Long> rooms) {}

    /// A match; `rank` is greater the better it is.
    public record Match(long nid, double rank) {}

    /// The best matches, equally good ones the newest first.
    public List<Match> best(Query query, int offset, int limit) {
        return matches(
                query, "ORDER BY rank DESC, s.event_nid DESC OFFSET ? LIMIT ?", offset, limit);
    }

    /// The newest matches with numbers below `before`.
    public List<Match> newest(Query query, long before, int limit) {
        return matches(
                query, "AND s.event_nid < ? ORDER BY s.event_nid DESC LIMIT ?", before, limit);
    }

    /// About how many matches there are, [#MAX_COUNT] at most.
    public long count(Query query) {
        return jdbc.sql("SELECT count(*) FROM (SELECT" + MATCHES + " LIMIT ?) AS m")
                .params(params(query, MAX_COUNT))
                .query(Long.class)
                .single();
    }

    private List<Match> matches(Query query, String end, Object... more) {
        return jdbc.sql(
                        "SELECT s.event_nid, ts_rank_cd(s.vector, q.words) AS rank"
                                + MATCHES
                                + " "
                                + end)
                .params(params(query, more))
                .query((row, number) -> new Match(row.getLong("event_nid"), row.getDouble("rank")))
                .list();
    }

    private static List<Object> params(Query query, Object... more) {
        String term = StorableText.of(query.term());
        List<Object> params =
                new ArrayList<>(
                        List.of(term, term, rooms(query), query.keys().toArray(String[]::new)));
        params.addAll(Arrays.asList(more));
        return params;
    }

    /// The lexemes of the rooms, any of which must be there.
    private static String rooms(Query query) {
        return query.rooms().stream()
                .map(nid -> "'!" + nid + "'")
                .collect(Collectors.joining(" | "));
    }

    /// The words of some texts that a search term matched, stems included, in lower case.
    public Set<String> highlights(String term, Collection<String> texts) {
        Set<String> words = new LinkedHashSet<>();
        if (texts.isEmpty()) {
            return words;
        }
        String wanted = StorableText.of(term);
        jdbc.sql(
                        "SELECT ts_headline('english', t.text, "
                                + WORDS
                                + ", ?) FROM unnest(?::text[]) AS t (text)")
                .params(wanted, wanted, HIGHLIGHT, texts.toArray(String[]::new))
                .query(String.class)
                .list()
                .forEach(marked -> collect(marked, words));
        return words;
    }

    private static void collect(String marked, Set<String> words) {
        for (int from = marked.indexOf('\u0002');
                from >= 0;
                from = marked.indexOf('\u0002', from + 1)) {
            int end = marked.indexOf('\u0003', from);
            if (end < 0) {
                return;
            }
            words.add(marked.substring(from + 1, end).toLowerCase(Locale.ROOT));
        }
    }
}
