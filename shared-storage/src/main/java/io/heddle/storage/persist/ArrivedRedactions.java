package io.heddle.storage.persist;

import static io.heddle.storage.database.Columns.texts;

import io.heddle.protocol.id.EventId;
import io.heddle.storage.database.StatementGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Redacts events that arrive when what redacts them is here already: a redaction came first, or the sender was removed with
/// all of their events. Only events of other servers can, since an event of ours has no id before it is stored.
/// https://spec.matrix.org/v1.19/rooms/v3/#handling-redactions
@Repository
public class ArrivedRedactions {
    private static final String BY_REDACTION =
            """
            UPDATE events e SET redacted_by = f.event_id
            FROM (
                SELECT DISTINCT ON (t.nid) t.nid, r.event_id
                FROM events t
                JOIN redactions r ON r.redacts = t.event_id AND r.room_nid = t.room_nid
                JOIN events x ON x.event_id = r.event_id
                WHERE t.nid = ANY (?) AND t.type <> 'm.room.create' AND t.redacted_by IS NULL
                  AND NOT x.soft_failed AND x.rejected_reason IS NULL
                  AND (r.by_power OR substring(r.sender FROM position(':' IN r.sender))
                                   = substring(t.sender FROM position(':' IN t.sender)))
                ORDER BY t.nid, x.nid) f
            WHERE e.nid = f.nid
            RETURNING e.event_id
            """;

    private static final String BY_REMOVAL =
            """
            UPDATE events e SET redacted_by = m.event_id
            FROM member_redactions m
            WHERE e.nid = ANY (?) AND e.type <> 'm.room.create' AND e.redacted_by IS NULL
              AND m.room_nid = e.room_nid AND m.user_id = e.sender
              AND (m.end_pos IS NULL OR e.room_pos < m.end_pos)
            RETURNING e.event_id
            """;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    ArrivedRedactions(JdbcTemplate jdbc, JdbcClient client) {
        this.jdbc = jdbc;
        this.client = client;
    }

    /// Redacts those of some just stored events that are to be, in the transaction that stores them.
    ///
    /// @param firstNid the number of the first; the others follow
    /// @return the events it redacted
    public Set<EventId> apply(List<NewEvent> events, long firstNid) {
        List<Long> foreign = new ArrayList<>(0);
        for (int i = 0; i < events.size(); i++) {
            if (!events.get(i).localSender()) {
                foreign.add(firstNid + i);
            }
        }
        if (foreign.isEmpty()) {
            return Set.of();
        }
        List<String> redacted = new ArrayList<>(update(BY_REDACTION, foreign));
        redacted.addAll(update(BY_REMOVAL, foreign));
        if (!redacted.isEmpty()) {
            StatementGroup group = new StatementGroup();
            EventWriter.dropRedacted(group, texts(redacted, id -> id));
            group.execute(jdbc);
        }
        return redacted.stream().map(EventId::new).collect(Collectors.toSet());
    }

    private List<String> update(String sql, List<Long> nids) {
        return client.sql(sql).param(nids.toArray(Long[]::new)).query(String.class).list();
    }
}
