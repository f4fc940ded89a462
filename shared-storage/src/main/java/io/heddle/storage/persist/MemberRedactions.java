package io.heddle.storage.persist;

import io.heddle.protocol.auth.PowerLevels;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.cache.CacheInvalidations;
import io.heddle.storage.database.StatementGroup;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.RoomState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Redacts all events of users who were kicked or banned with them, in steps along the room's timeline.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4293
@Repository
public class MemberRedactions {
    /// The cache of events, in the stream of stale entries.
    public static final String EVENTS_CACHE = "events";

    private static final List<String> FLAGS =
            List.of("redact_events", "org.matrix.msc4293.redact_events");
    private static final int STEP = 2000;

    private static final String REDACT =
            """
            WITH part AS (
                SELECT nid, room_pos, sender, type FROM events
                WHERE room_nid = ? AND room_pos < ? ORDER BY room_pos DESC LIMIT ?),
            redacted AS (
                UPDATE events e SET redacted_by = ? FROM part p
                WHERE e.nid = p.nid AND p.sender = ? AND p.type <> 'm.room.create' AND e.redacted_by IS NULL
                RETURNING e.event_id)
            SELECT (SELECT min(room_pos) FROM part) AS low, (SELECT count(*) FROM part) AS seen,
                   ARRAY(SELECT event_id FROM redacted) AS ids
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate statements;
    private final TransactionTemplate transactions;
    private final Events events;
    private final RoomState states;
    private final CacheInvalidations invalidations;
    private final boolean enabled;

    MemberRedactions(
            JdbcClient jdbc,
            JdbcTemplate statements,
            TransactionTemplate transactions,
            Events events,
            RoomState states,
            CacheInvalidations invalidations,
            HomeserverSettings settings) {
        this.jdbc = jdbc;
        this.statements = statements;
        this.transactions = transactions;
        this.events = events;
        this.states = states;
        this.invalidations = invalidations;
        this.enabled = settings.experimentalFeatures().msc4293Enabled();
    }

    public boolean isEnabled() {
        return enabled;
    }

    /// Drops events that a process has in its cache when another one has redacted them.
    public void listen() {
        invalidations.listen(
                EVENTS_CACHE,
                id -> {
                    if (id != null) {
                        events.forget(new EventId(id));
                    }
                });
    }

    /// Takes in the memberships among the live events with `from < nid <= to`, and begins what they ask for. Runs inside
    /// the caller's transaction.
    public void follow(long from, long to) {
        List<StoredEvent> members =
                events.inOrder(
                        jdbc.sql(
                                        "SELECT nid FROM events WHERE nid > ? AND nid <= ? AND type = 'm.room.member'"
                                                + " AND room_pos IS NOT NULL AND NOT soft_failed AND rejected_reason IS NULL"
                                                + " ORDER BY nid")
                                .params(from, to)
                                .query(Long.class)
                                .list());
        boolean begun = false;
        for (StoredEvent member : members) {
            begun |= take(member);
        }
        if (begun) {
            step();
        }
    }

    private boolean take(StoredEvent member) {
        Pdu pdu = member.pdu();
        String target = Objects.requireNonNull(pdu.stateKey());
        String membership = pdu.membership();
        boolean byAnother = !pdu.sender().value().equals(target);
        boolean removed = byAnother && ("ban".equals(membership) || "leave".equals(membership));
        if (removed && isAsked(pdu) && mayRedact(member)) {
            begin(member, target);
            return true;
        }
        if ("join".equals(membership) || byAnother && "leave".equals(membership)) {
            jdbc.sql(
                            "UPDATE member_redactions SET end_pos = ? WHERE room_nid = ? AND user_id = ? AND end_pos IS NULL")
                    .params(member.position(), member.roomNid(), target)
                    .update();
        }
        return false;
    }

    private static boolean isAsked(Pdu member) {
        return FLAGS.stream().anyMatch(flag -> Json.isTrue(member.content(), flag));
    }

    /// By the levels before the event.
    private boolean mayRedact(StoredEvent member) {
        Map<StateKey, Pdu> state =
                states.at(
                        member.roomNid(),
                        member.position() - 1,
                        List.of(StateKey.POWER_LEVELS, StateKey.CREATE));
        Pdu create = state.get(StateKey.CREATE);
        return create != null
                && PowerLevels.of(state.get(StateKey.POWER_LEVELS), create)
                        .canRedact(member.pdu().sender());
    }

    private void begin(StoredEvent member, String target) {
        jdbc.sql(
                        "INSERT INTO member_redactions (room_nid, user_id, event_id, next_pos) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (room_nid, user_id) DO UPDATE SET event_id = excluded.event_id,"
                                + " next_pos = excluded.next_pos, end_pos = NULL")
                .params(member.roomNid(), target, member.eventId().value(), member.position())
                .update();
    }

    /// Goes on a step for each user whose events are not all redacted yet; returns how many there are.
    public int step() {
        return Objects.requireNonNull(
                transactions.execute(status -> {
                    List<Open> open =
                            jdbc.sql(
                                            "SELECT room_nid, user_id, event_id, next_pos FROM member_redactions"
                                                    + " WHERE next_pos IS NOT NULL ORDER BY room_nid, user_id LIMIT 20 FOR UPDATE")
                                    .query(Open.class)
                                    .list();
                    List<String> redacted = new ArrayList<>();
                    open.forEach(one -> redacted.addAll(step(one)));
                    forget(redacted);
                    return open.size();
                }));
    }

    private List<String> step(Open open) {
        Part part =
                jdbc.sql(REDACT)
                        .params(open.roomNid(), open.nextPos(), STEP, open.eventId(), open.userId())
                        .query((row, number) ->
                                new Part(
                                        row.getObject("low", Long.class),
                                        row.getLong("seen"),
                                        List.of((String[]) row.getArray("ids").getArray())))
                        .single();
        jdbc.sql("UPDATE member_redactions SET next_pos = ? WHERE room_nid = ? AND user_id = ?")
                .params(
                        java.util.Arrays.asList(
                                part.seen() < STEP ? null : part.low(),
                                open.roomNid(),
                                open.userId()))
                .update();
        return part.ids();
    }

    /// What was taken out of the events goes, and they go out of all caches.
    private void forget(List<String> redacted) {
        if (redacted.isEmpty()) {
            return;
        }
        StatementGroup group = new StatementGroup();
        String[] ids = redacted.toArray(String[]::new);
        EventWriter.dropRedacted(group, ids);
        group.add(
                "DELETE FROM event_search s USING events e WHERE e.event_id = ANY (?::text[]) AND s.event_nid = e.nid",
                (Object) ids);
        group.execute(statements);
        Runnable drop = invalidations.write(EVENTS_CACHE, redacted);
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        drop.run();
                    }
                });
    }

    private record Open(long roomNid, String userId, String eventId, long nextPos) {}

    private record Part(@Nullable Long low, long seen, List<String> ids) {}
}
