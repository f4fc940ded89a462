package io.heddle.storage.persist;

import static io.heddle.storage.database.Columns.ints;
import static io.heddle.storage.database.Columns.longs;
import static io.heddle.storage.database.Columns.texts;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.storage.database.StatementGroup;
import io.heddle.storage.persist.NewEvent.PushException;
import io.heddle.storage.persist.NewEvent.Redacting;
import io.heddle.storage.push.ReadPositions;
import io.heddle.storage.push.ReadPositions.ReadPosition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/// Stores events of many rooms at once: one statement a table, however many events. Runs inside the caller's transaction,
/// which holds the leases of the rooms; the events of one room come in order and continue its timeline.
@Repository
public class EventWriter {
    /// PostgreSQL would plan the statements anew each time, because the arrays' lengths differ: as dear as running them.
    private static final String PLAN_ONCE = "SET LOCAL plan_cache_mode = force_generic_plan";

    private final JdbcTemplate jdbc;
    private final StateWriter state;

    EventWriter(JdbcTemplate jdbc, StateWriter state) {
        this.jdbc = jdbc;
        this.state = state;
    }

    /// What needs no positions. Fails with [DuplicateTransactionException] when a transaction is stored already.
    public void writeUnpositioned(List<NewEvent> events) {
        StatementGroup group = new StatementGroup();
        group.add(PLAN_ONCE);
        List<NewEvent> sent = events.stream().filter(event -> event.transaction() != null).toList();
        if (!sent.isEmpty()) {
            writeTransactions(group, sent);
        }
        writeExtremities(group, events.stream().filter(event -> !event.softFailed()).toList());
        writeRedactions(group, events.stream().filter(event -> event.redaction() != null).toList());
        int[] counts = group.execute(jdbc);
        if (!sent.isEmpty() && counts[1] < sent.size()) {
            throw new DuplicateTransactionException();
        }
    }

    /// Everything else, under the positions from `firstNid` on.
    public void writePositioned(List<NewEvent> events, long firstNid) {
        List<Numbered> numbered =
                IntStream.range(0, events.size())
                        .mapToObj(i -> new Numbered(firstNid + i, events.get(i)))
                        .toList();
        StatementGroup group = new StatementGroup();
        writeEvents(group, numbered);
        state.write(group, numbered);
        RelationStatements.add(group, numbered);
        writePushExceptions(group, numbered);
        writeThreadNotifications(
                group,
                events.stream()
                        .filter(event -> event.threadRoot() != null && event.notifies())
                        .toList());
        moveReadPositions(group, events);
        applyRedactions(group, events);
        group.execute(jdbc);
    }

    private static void writeEvents(StatementGroup group, List<Numbered> events) {
        group.add(
                "INSERT INTO events (nid, event_id, room_nid, room_pos, depth, type, state_key, sender, origin_server_ts,"
                        + " received_ts, notify_count, highlight_count, thread_root, soft_failed, json)"
                        + " SELECT * FROM unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],"
                        + " ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::int[], ?::int[], ?::text[], ?::boolean[],"
                        + " ?::bytea[])",
                longs(events, Numbered::nid),
                texts(events, entry -> entry.event().eventId().value()),
                longs(events, entry -> entry.event().room().nid()),
                longs(events, entry -> entry.event().roomPosition()),
                longs(events, entry -> entry.pdu().depth()),
                texts(events, entry -> entry.pdu().type()),
                texts(events, entry -> entry.pdu().stateKey()),
                texts(events, entry -> entry.pdu().sender().value()),
                longs(events, entry -> entry.pdu().originServerTs()),
                longs(events, entry -> entry.event().receivedTs()),
                ints(events, entry -> entry.event().notifyCount()),
                ints(events, entry -> entry.event().highlightCount()),
                texts(events, entry -> value(entry.event().threadRoot())),
                softFailed(events),
                events.stream().map(entry -> entry.pdu().canonical()).toArray(byte[][]::new));
    }

    private static boolean[] softFailed(List<Numbered> events) {
        boolean[] column = new boolean[events.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = events.get(i).event().softFailed();
        }
        return column;
    }

    private static void writeTransactions(StatementGroup group, List<NewEvent> events) {
        group.add(
                "INSERT INTO event_transactions (user_id, device_id, room_nid, request, txn_id, event_id, created_ts)"
                        + " SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],"
                        + " ?::bigint[]) ON CONFLICT DO NOTHING",
                texts(events, event -> event.pdu().sender().value()),
                texts(events, event -> transaction(event).deviceId()),
                longs(events, event -> event.room().nid()),
                texts(events, event -> transaction(event).request()),
                texts(events, event -> transaction(event).txnId()),
                texts(events, event -> event.eventId().value()),
                longs(events, NewEvent::receivedTs));
    }

    /// Within a batch only what was there before and what is left after counts.
    private static void writeExtremities(StatementGroup group, List<NewEvent> events) {
        Set<EventId> made = new HashSet<>();
        Set<EventId> followed = new HashSet<>();
        events.forEach(event -> made.add(event.eventId()));
        List<Extremity> gone = new ArrayList<>();
        for (NewEvent event : events) {
            for (EventId previous : event.pdu().prevEvents()) {
                followed.add(previous);
                if (!made.contains(previous)) {
                    gone.add(new Extremity(event.room().nid(), previous, 0));
                }
            }
        }
        if (!gone.isEmpty()) {
            group.add(
                    "DELETE FROM forward_extremities f USING unnest(?::bigint[], ?::text[]) AS g (room_nid, event_id)"
                            + " WHERE f.room_nid = g.room_nid AND f.event_id = g.event_id",
                    longs(gone, Extremity::roomNid),
                    texts(gone, entry -> entry.event().value()));
        }
        if (events.isEmpty()) {
            return;
        }
        List<Extremity> left =
                events.stream()
                        .filter(event -> !followed.contains(event.eventId()))
                        .map(event ->
                                new Extremity(
                                        event.room().nid(), event.eventId(), event.pdu().depth()))
                        .toList();
        group.add(
                "INSERT INTO forward_extremities (room_nid, event_id, depth)"
                        + " SELECT * FROM unnest(?::bigint[], ?::text[], ?::bigint[])",
                longs(left, Extremity::roomNid),
                texts(left, entry -> entry.event().value()),
                longs(left, Extremity::depth));
    }

    private static void writeRedactions(StatementGroup group, List<NewEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        boolean[] byPower = new boolean[events.size()];
        for (int i = 0; i < byPower.length; i++) {
            byPower[i] = redacting(events.get(i)).byPower();
        }
        group.add(
                "INSERT INTO redactions (redacts, event_id, room_nid, sender, by_power)"
                        + " SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::boolean[])",
                texts(events, event -> redacting(event).target().value()),
                texts(events, event -> event.eventId().value()),
                longs(events, event -> event.room().nid()),
                texts(events, event -> event.pdu().sender().value()),
                byPower);
    }

    private static void applyRedactions(StatementGroup group, List<NewEvent> events) {
        List<NewEvent> applied =
                events.stream()
                        .filter(event -> event.redaction() != null && event.redaction().applies())
                        .toList();
        if (applied.isEmpty()) {
            return;
        }
        @Nullable String[] targets = texts(applied, event -> redacting(event).target().value());
        group.add(
                "UPDATE events e SET redacted_by = r.event_id FROM unnest(?::text[], ?::text[], ?::bigint[])"
                        + " AS r (target, event_id, room_nid)"
                        + " WHERE e.event_id = r.target AND e.room_nid = r.room_nid AND e.redacted_by IS NULL",
                targets,
                texts(applied, event -> event.eventId().value()),
                longs(applied, event -> event.room().nid()));
        dropRedacted(group, targets);
    }

    /// Takes away what was taken out of the content of events that are redacted now.
    ///
    /// @param targets their ids
    static void dropRedacted(StatementGroup group, @Nullable String[] targets) {
        RelationStatements.drop(group, targets);
        group.add(
                "UPDATE memberships m SET display_name = NULL, avatar_url = NULL FROM events e"
                        + " WHERE e.event_id = ANY (?) AND e.type = 'm.room.member' AND m.user_id = e.state_key"
                        + " AND m.room_nid = e.room_nid AND m.event_id = e.event_id",
                (Object) targets);
    }

    private static void writePushExceptions(StatementGroup group, List<Numbered> events) {
        List<ExceptionRow> rows =
                events.stream()
                        .flatMap(entry ->
                                entry.event().pushExceptions().stream()
                                        .map(exception -> new ExceptionRow(entry, exception)))
                        .toList();
        if (rows.isEmpty()) {
            return;
        }
        group.add(
                "INSERT INTO push_exceptions (user_id, room_nid, room_pos, event_nid, notify, highlight, thread_root)"
                        + " SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::int[], ?::text[])",
                texts(rows, row -> row.exception().user().value()),
                longs(rows, row -> row.of().event().room().nid()),
                longs(rows, row -> row.of().event().roomPosition()),
                longs(rows, row -> row.of().nid()),
                ints(rows, row -> row.exception().notifyDelta()),
                ints(rows, row -> row.exception().highlightDelta()),
                texts(rows, row -> value(row.of().event().threadRoot())));
    }

    private static void writeThreadNotifications(StatementGroup group, List<NewEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        boolean[] highlights = new boolean[events.size()];
        for (int i = 0; i < highlights.length; i++) {
            highlights[i] = events.get(i).highlights();
        }
        group.add(
                "INSERT INTO thread_notifications (room_nid, room_pos, thread_root, highlight)"
                        + " SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::boolean[])",
                longs(events, event -> event.room().nid()),
                longs(events, NewEvent::roomPosition),
                texts(events, event -> value(event.threadRoot())),
                highlights);
    }

    /// Whoever sends an event has read what came before it.
    private static void moveReadPositions(StatementGroup group, List<NewEvent> events) {
        Map<List<Object>, ReadPosition> last = new LinkedHashMap<>();
        for (NewEvent event : events) {
            if (event.localSender()) {
                String thread = readBy(event);
                String sender = event.pdu().sender().value();
                last.put(
                        List.of(sender, event.room().nid(), thread),
                        new ReadPosition(
                                sender,
                                event.room().nid(),
                                thread,
                                event.roomPosition(),
                                event.notifyCount(),
                                event.highlightCount()));
            }
        }
        ReadPositions.move(group, List.copyOf(last.values()));
    }

    /// Who joins has nothing to read in any thread; other events are read in the thread they belong to.
    private static String readBy(NewEvent event) {
        if ("join".equals(event.pdu().membership())) {
            return "";
        }
        return event.threadRoot() == null ? "main" : event.threadRoot().value();
    }

    private static ClientTransaction transaction(NewEvent event) {
        return Objects.requireNonNull(event.transaction());
    }

    private static Redacting redacting(NewEvent event) {
        return Objects.requireNonNull(event.redaction());
    }

    private static @Nullable String value(@Nullable EventId id) {
        return id == null ? null : id.value();
    }

    /// An event with its position.
    public record Numbered(long nid, NewEvent event) {
        public Pdu pdu() {
            return event.pdu();
        }
    }

    private record Extremity(long roomNid, EventId event, long depth) {}

    private record ExceptionRow(Numbered of, PushException exception) {}
}
