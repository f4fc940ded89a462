package io.heddle.storage.relation;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.event.StoredEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The queries behind bundled aggregations, each over many parents.
@Repository
class RelationQueries {
    /// How many ids of referring events are bundled at most.
    private static final int MAX_REFERENCES = 500;

    /// How many of the newest edits are looked at for a valid one.
    private static final int EDIT_CANDIDATES = 5;

    private static final String PARENTS =
            "FROM unnest(?::bigint[], ?::text[]) AS p (room_nid, id) ";

    /// Children that are shown and not redacted.
    private static final String SHOWN =
            " JOIN events AS e ON e.nid = r.event_nid AND e.redacted_by IS NULL"
                    + " AND e.room_pos IS NOT NULL AND NOT e.soft_failed AND e.rejected_reason IS NULL ";

    private static final String OF_THREAD =
            "FROM event_relations AS r WHERE r.room_nid = t.room_nid AND r.parent_id = t.root_id"
                    + " AND r.rel_type = 'm.thread' ";
    private static final String PARTICIPATED =
            "(SELECT true " + OF_THREAD + "AND r.sender = ? LIMIT 1) IS NOT NULL AS participated ";
    private static final String OF_ROOTS =
            PARENTS + "JOIN threads AS t ON t.room_nid = p.room_nid AND t.root_id = p.id";
    private static final String THREADS =
            "SELECT t.root_id, t.events, t.latest_nid AS latest, " + PARTICIPATED + OF_ROOTS;
    private static final String THREADS_WITHOUT_IGNORED =
            "SELECT t.root_id, t.events - (SELECT count(*) "
                    + OF_THREAD
                    + "AND r.sender = ANY (?)) AS events, (SELECT r.event_nid "
                    + OF_THREAD
                    + "AND r.sender <> ALL (?) ORDER BY r.event_nid DESC LIMIT 1) AS latest, "
                    + PARTICIPATED
                    + OF_ROOTS;

    private final JdbcClient jdbc;

    RelationQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Parent(long roomNid, EventId id) {
        @Nullable StoredEvent of(Map<EventId, StoredEvent> events) {
            return events.get(id);
        }
    }

    record Child(EventId parent, long nid) {}

    record ThreadRow(EventId root, long count, boolean participated, long latestNid) {}

    /// Which events have children at all, by the type of the relation.
    Map<String, List<Parent>> related(Collection<StoredEvent> parents, List<String> relTypes) {
        Map<String, List<Parent>> related = new HashMap<>();
        jdbc.sql(
                        "SELECT p.room_nid, p.id, t.rel_type "
                                + PARENTS
                                + "CROSS JOIN unnest(?::text[]) AS t (rel_type) CROSS JOIN LATERAL (SELECT FROM event_relations AS r"
                                + " WHERE r.room_nid = p.room_nid AND r.parent_id = p.id AND r.rel_type = t.rel_type LIMIT 1) AS c")
                .params(
                        parents.stream().map(StoredEvent::roomNid).toArray(Long[]::new),
                        parents.stream()
                                .map(event -> event.eventId().value())
                                .toArray(String[]::new),
                        relTypes.toArray(String[]::new))
                .query((row, number) ->
                        related.computeIfAbsent(
                                        row.getString("rel_type"), type -> new ArrayList<>())
                                .add(
                                        new Parent(
                                                row.getLong("room_nid"),
                                                EventId.parse(row.getString("id")))))
                .list();
        return related;
    }

    /// The newest edits of each event by its own sender and of its own type, newest first.
    List<Child> edits(List<Parent> parents, Map<EventId, StoredEvent> originals) {
        if (parents.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT p.id, c.nid FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[])"
                                + " AS p (room_nid, id, sender, type) CROSS JOIN LATERAL ("
                                + "SELECT e.nid, e.origin_server_ts, e.event_id FROM event_relations AS r"
                                + SHOWN
                                + "AND e.state_key IS NULL WHERE r.room_nid = p.room_nid AND r.parent_id = p.id"
                                + " AND r.rel_type = 'm.replace' AND r.sender = p.sender AND r.type = p.type"
                                + " ORDER BY e.origin_server_ts DESC, e.event_id DESC LIMIT ?) AS c"
                                + " ORDER BY c.origin_server_ts DESC, c.event_id DESC")
                .params(
                        rooms(parents),
                        ids(parents),
                        parents.stream()
                                .map(parent -> original(parent, originals).pdu().sender().value())
                                .toArray(String[]::new),
                        parents.stream()
                                .map(parent -> original(parent, originals).pdu().type())
                                .toArray(String[]::new),
                        EDIT_CANDIDATES)
                .query((row, number) ->
                        new Child(EventId.parse(row.getString("id")), row.getLong("nid")))
                .list();
    }

    /// The ids of the events that refer to each event, in order of arrival.
    Map<EventId, List<EventId>> references(List<Parent> parents, Set<String> ignored) {
        Map<EventId, List<EventId>> references = new HashMap<>();
        if (parents.isEmpty()) {
            return references;
        }
        jdbc.sql(
                        "SELECT p.id, c.event_id "
                                + PARENTS
                                + "CROSS JOIN LATERAL (SELECT e.event_id, e.room_pos FROM event_relations AS r"
                                + SHOWN
                                + "WHERE r.room_nid = p.room_nid AND r.parent_id = p.id AND r.rel_type = 'm.reference'"
                                + " AND r.sender <> ALL (?) ORDER BY r.event_nid LIMIT ?) AS c ORDER BY c.room_pos")
                .params(
                        rooms(parents),
                        ids(parents),
                        ignored.toArray(String[]::new),
                        MAX_REFERENCES)
                .query((row, number) ->
                        references
                                .computeIfAbsent(
                                        EventId.parse(row.getString("id")), id -> new ArrayList<>())
                                .add(EventId.parse(row.getString("event_id"))))
                .list();
        return references;
    }

    /// The threads with at least one event by somebody who is not ignored.
    List<ThreadRow> threads(List<Parent> roots, UserId reader, Set<String> ignored) {
        String[] unwanted = ignored.toArray(String[]::new);
        return jdbc
                .sql(unwanted.length == 0 ? THREADS : THREADS_WITHOUT_IGNORED)
                .params(
                        unwanted.length == 0
                                ? List.of(reader.value(), rooms(roots), ids(roots))
                                : List.of(
                                        unwanted,
                                        unwanted,
                                        reader.value(),
                                        rooms(roots),
                                        ids(roots)))
                .query((row, number) ->
                        new ThreadRow(
                                EventId.parse(row.getString("root_id")),
                                row.getLong("events"),
                                row.getBoolean("participated"),
                                row.getLong("latest")))
                .list()
                .stream()
                .filter(row -> row.count() > 0)
                .toList();
    }

    private static StoredEvent original(Parent parent, Map<EventId, StoredEvent> originals) {
        return Objects.requireNonNull(parent.of(originals));
    }

    private static Long[] rooms(List<Parent> parents) {
        return parents.stream().map(Parent::roomNid).toArray(Long[]::new);
    }

    private static String[] ids(List<Parent> parents) {
        return parents.stream().map(parent -> parent.id().value()).toArray(String[]::new);
    }
}
