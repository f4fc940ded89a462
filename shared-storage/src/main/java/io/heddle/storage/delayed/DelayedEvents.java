package io.heddle.storage.delayed;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Lease;
import io.heddle.storage.account.AccountListener;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// The events that wait for their time.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4140
@Repository
public class DelayedEvents implements AccountListener {
    private static final String COLUMNS =
            "delay_id, user_id, device_id, room_nid, type, state_key, origin_server_ts, content, delay_ms,"
                    + " send_ts, sticky_ms, attempts";
    private static final long BY_REQUEST = -1;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Duties duties;

    DelayedEvents(JdbcClient jdbc, TransactionTemplate transactions, Duties duties) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.duties = duties;
    }

    /// Schedules an event unless it is scheduled already; fails with 429 when its user has `limit` of them already.
    public void add(DelayedEvent event, int limit, long now) {
        transactions.executeWithoutResult(status -> {
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 4140))")
                    .param(event.userId().value())
                    .query(row -> {});
            if (!exists(event.delayId())) {
                requireRoom(event.userId(), limit, now);
                insert(event);
            }
        });
    }

    private boolean exists(String delayId) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM delayed_events WHERE delay_id = ?)")
                .param(delayId)
                .query(Boolean.class)
                .single();
    }

    private void requireRoom(UserId user, int limit, long now) {
        List<Long> due =
                jdbc.sql("SELECT send_ts FROM delayed_events WHERE user_id = ? ORDER BY send_ts")
                        .param(user.value())
                        .query(Long.class)
                        .list();
        if (due.size() >= limit) {
            long free = due.get(due.size() - limit);
            throw MatrixException.limitExceeded(Math.max(1, free - now))
                    .with("org.matrix.msc4140.errcode", "M_MAX_DELAYED_EVENTS_EXCEEDED");
        }
    }

    private void insert(DelayedEvent event) {
        jdbc.sql(
                        "INSERT INTO delayed_events ("
                                + COLUMNS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)")
                .params(
                        Arrays.asList(
                                event.delayId(),
                                event.userId().value(),
                                event.deviceId(),
                                event.roomNid(),
                                event.type(),
                                event.stateKey(),
                                event.originServerTs(),
                                Json.bytes(event.content()),
                                event.delayMs(),
                                event.sendTs(),
                                event.stickyMs()))
                .update();
    }

    /// What of a user's waits, the next first.
    public List<DelayedEvent> ofUser(UserId user) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + " FROM delayed_events WHERE user_id = ? AND claimed_by IS NULL ORDER BY send_ts")
                .param(user.value())
                .query(DelayedEvents::row)
                .list();
    }

    /// An event of a user that waits.
    public Optional<DelayedEvent> find(UserId user, String delayId) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + " FROM delayed_events WHERE delay_id = ? AND user_id = ? AND claimed_by IS NULL")
                .params(delayId, user.value())
                .query(DelayedEvents::row)
                .optional();
    }

    /// False when there is no such event any more.
    public boolean cancel(String delayId) {
        return jdbc.sql("DELETE FROM delayed_events WHERE delay_id = ? AND claimed_by IS NULL")
                        .param(delayId)
                        .update()
                > 0;
    }

    /// Lets the whole delay pass again. False when there is no such event any more.
    public boolean restart(String delayId, long now) {
        return jdbc.sql(
                                "UPDATE delayed_events SET send_ts = ? + delay_ms WHERE delay_id = ? AND claimed_by IS NULL")
                        .params(now, delayId)
                        .update()
                > 0;
    }

    /// Takes an event to send it at once. When it is not done by `until`, its time has come anyway.
    public Optional<DelayedEvent> take(String delayId, long until) {
        return jdbc.sql(
                        "UPDATE delayed_events SET claimed_by = ?, send_ts = ? WHERE delay_id = ? AND claimed_by IS NULL"
                                + " RETURNING "
                                + COLUMNS)
                .params(BY_REQUEST, until, delayId)
                .query(DelayedEvents::row)
                .optional();
    }

    /// Takes the events whose time has come, the longest waiting first; those that an earlier holder of the duty, or a
    /// request, took and did not finish among them. Fails when the lease was lost.
    public List<DelayedEvent> claim(Lease lease, long now, int limit) {
        return Objects.requireNonNull(
                transactions.execute(status -> {
                    duties.fence(List.of(lease));
                    return jdbc.sql(
                                    "WITH due AS (SELECT delay_id FROM delayed_events WHERE send_ts <= ?"
                                            + " AND (claimed_by IS NULL OR claimed_by <> ?)"
                                            + " ORDER BY send_ts LIMIT ? FOR UPDATE SKIP LOCKED),"
                                            + " taken AS (UPDATE delayed_events d SET claimed_by = ? FROM due"
                                            + " WHERE d.delay_id = due.delay_id RETURNING d.*)"
                                            + " SELECT "
                                            + COLUMNS
                                            + " FROM taken ORDER BY send_ts, delay_id")
                            .params(now, lease.epoch(), limit, lease.epoch())
                            .query(DelayedEvents::row)
                            .list();
                }));
    }

    /// Forgets an event that was sent, or cannot be.
    public void done(String delayId) {
        jdbc.sql("DELETE FROM delayed_events WHERE delay_id = ?").param(delayId).update();
    }

    /// Lets a taken event wait once more.
    public void retry(String delayId, long at) {
        jdbc.sql(
                        "UPDATE delayed_events SET claimed_by = NULL, send_ts = ?, attempts = attempts + 1 WHERE delay_id = ?")
                .params(at, delayId)
                .update();
    }

    /// When the next event's time comes, by the holder of a lease.
    public Optional<Long> next(Lease lease) {
        return jdbc.sql(
                        "SELECT send_ts FROM delayed_events WHERE claimed_by IS NULL OR claimed_by <> ? ORDER BY send_ts LIMIT 1")
                .param(lease.epoch())
                .query(Long.class)
                .optional();
    }

    /// A deactivated user sends nothing any more.
    @Override
    public Runnable deactivated(UserId user, boolean erase) {
        jdbc.sql("DELETE FROM delayed_events WHERE user_id = ?").param(user.value()).update();
        return NOTHING;
    }

    private static DelayedEvent row(ResultSet row, int number) throws SQLException {
        return new DelayedEvent(
                row.getString("delay_id"),
                UserId.parse(row.getString("user_id")),
                row.getString("device_id"),
                row.getLong("room_nid"),
                row.getString("type"),
                row.getString("state_key"),
                row.getObject("origin_server_ts", Long.class),
                Json.parseObject(row.getBytes("content")),
                row.getLong("delay_ms"),
                row.getLong("send_ts"),
                row.getObject("sticky_ms", Long.class),
                row.getInt("attempts"));
    }
}
