package io.heddle.storage.persist;

import static io.heddle.storage.database.Columns.longs;
import static io.heddle.storage.database.Columns.texts;

import io.heddle.storage.database.StatementGroup;
import io.heddle.storage.database.StorableText;
import io.heddle.storage.event.Relation;
import io.heddle.storage.persist.EventWriter.Numbered;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes relations, and the threads that they make up. A redaction takes an event's relation away.
final class RelationStatements {
    private RelationStatements() {}

    static void add(StatementGroup group, List<Numbered> events) {
        List<Numbered> relating =
                events.stream()
                        .filter(entry ->
                                entry.event().relation() != null && !entry.event().softFailed())
                        .toList();
        if (relating.isEmpty()) {
            return;
        }
        group.add(
                "INSERT INTO event_relations (room_nid, parent_id, rel_type, event_nid, type, sender, annotation)"
                        + " SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[])",
                longs(relating, entry -> entry.event().room().nid()),
                texts(relating, entry -> relation(entry).parent().value()),
                texts(relating, entry -> StorableText.of(relation(entry).type())),
                longs(relating, Numbered::nid),
                texts(relating, entry -> entry.pdu().type()),
                texts(relating, entry -> entry.pdu().sender().value()),
                texts(relating, entry -> StorableText.ofNullable(relation(entry).key())));
        addToThreads(group, relating.stream().filter(entry -> relation(entry).isThread()).toList());
    }

    private static void addToThreads(StatementGroup group, List<Numbered> threaded) {
        if (threaded.isEmpty()) {
            return;
        }
        group.add(
                "INSERT INTO threads AS t (room_nid, root_id, latest_nid, events, root_sender)"
                        + " SELECT room_nid, root_id, max(nid), count(*), (SELECT sender FROM events WHERE event_id = root_id)"
                        + " FROM unnest(?::bigint[], ?::text[], ?::bigint[]) AS r (room_nid, root_id, nid)"
                        + " GROUP BY room_nid, root_id ORDER BY room_nid, root_id"
                        + " ON CONFLICT (room_nid, root_id) DO UPDATE SET events = t.events + excluded.events,"
                        + " latest_nid = greatest(t.latest_nid, excluded.latest_nid),"
                        + " root_sender = coalesce(t.root_sender, excluded.root_sender)",
                longs(threaded, entry -> entry.event().room().nid()),
                texts(threaded, entry -> relation(entry).parent().value()),
                longs(threaded, Numbered::nid));
    }

    /// Takes away the relations of events that are being redacted.
    ///
    /// @param targets their ids
    static void drop(StatementGroup group, @Nullable String[] targets) {
        drop(group, targets, " AND e.redacted_by IS NOT NULL");
    }

    /// Takes away the relations of events that are about to be deleted.
    static void dropDeleted(StatementGroup group, @Nullable String[] targets) {
        drop(group, targets, "");
    }

    private static void drop(StatementGroup group, @Nullable String[] targets, String which) {
        group.add(
                "WITH gone AS (DELETE FROM event_relations r USING events e"
                        + " WHERE e.event_id = ANY (?::text[])"
                        + which
                        + " AND r.event_nid = e.nid"
                        + " RETURNING r.room_nid, r.parent_id, r.rel_type, r.event_nid)"
                        + " UPDATE threads t SET events = t.events - g.events, latest_nid = coalesce((SELECT r.event_nid"
                        + " FROM event_relations r WHERE r.room_nid = t.room_nid AND r.parent_id = t.root_id"
                        + " AND r.rel_type = 'm.thread' AND r.event_nid <> ALL (g.nids)"
                        + " ORDER BY r.event_nid DESC LIMIT 1), 0)"
                        + " FROM (SELECT room_nid, parent_id, count(*) AS events, array_agg(event_nid) AS nids FROM gone"
                        + " WHERE rel_type = 'm.thread' GROUP BY room_nid, parent_id) AS g"
                        + " WHERE t.room_nid = g.room_nid AND t.root_id = g.parent_id",
                (Object) targets);
    }

    private static Relation relation(Numbered entry) {
        return Objects.requireNonNull(entry.event().relation());
    }
}
