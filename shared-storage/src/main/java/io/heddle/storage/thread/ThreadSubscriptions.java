package io.heddle.storage.thread;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.account.AccountListener;
import io.heddle.storage.database.FollowingCache;
import io.heddle.storage.database.StreamPositionStore;
import io.heddle.storage.event.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// Users' subscriptions of threads.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4306
@Repository
public class ThreadSubscriptions {
    private static final int THREADS = 20_000;
    private static final String COLUMNS =
            "SELECT position, room_nid, root_id, subscribed, automatic FROM thread_subscriptions ";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final StreamPositionStore positions;
    private final Streams streams;
    private final FollowingCache<Thread, Set<String>> subscribers;

    ThreadSubscriptions(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            StreamPositionStore positions,
            Streams streams) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.positions = positions;
        this.streams = streams;
        this.subscribers =
                new FollowingCache<>(
                        streams, StreamName.THREAD_SUBSCRIPTIONS, THREADS, Function.identity());
        streams.<StreamRow.ThreadSubscription>listen(
                StreamName.THREAD_SUBSCRIPTIONS, (from, to, rows) -> rows.forEach(this::note));
    }

    /// What came of a wish to subscribe.
    public enum Outcome {
        DONE,
        /// The user unsubscribed after the event that their client would subscribe for.
        CONFLICT
    }

    public Optional<ThreadSubscription> find(UserId user, long roomNid, EventId root) {
        return jdbc.sql(COLUMNS + "WHERE user_id = ? AND room_nid = ? AND root_id = ?")
                .params(user.value(), roomNid, root.value())
                .query(ThreadSubscriptions::row)
                .optional();
    }

    /// The ids of the users who are subscribed to a thread.
    public Set<String> subscribers(long roomNid, EventId root) {
        return subscribers.get(
                new Thread(roomNid, root.value()),
                thread ->
                        Set.copyOf(
                                jdbc.sql(
                                                "SELECT user_id FROM thread_subscriptions"
                                                        + " WHERE room_nid = ? AND root_id = ? AND subscribed")
                                        .params(thread.roomNid(), thread.rootId())
                                        .query(String.class)
                                        .list()));
    }

    /// Subscribes a user. A subscription that the user made themself stays what it is.
    ///
    /// @param cause the event for which the user's client does so by itself; null when the user does
    public Outcome subscribe(UserId user, long roomNid, EventId root, @Nullable StoredEvent cause) {
        boolean automatic = cause != null;
        return change(
                user,
                roomNid,
                root,
                before -> {
                    if (before != null && before.subscribed && (automatic || !before.automatic)) {
                        return Change.none(Outcome.DONE);
                    }
                    if (before != null
                            && cause != null
                            && before.unsubscribedAt != null
                            && cause.position() <= before.unsubscribedAt) {
                        return Change.none(Outcome.CONFLICT);
                    }
                    return new Change(true, automatic, null, Outcome.DONE);
                });
    }

    /// Unsubscribes a user: clients' own subscriptions for events up to now are then turned down.
    public void unsubscribe(UserId user, long roomNid, EventId root) {
        change(
                user,
                roomNid,
                root,
                before ->
                        before == null || !before.subscribed
                                ? Change.none(Outcome.DONE)
                                : new Change(false, before.automatic, end(roomNid), Outcome.DONE));
    }

    private long end(long roomNid) {
        return jdbc.sql("SELECT coalesce(max(room_pos), 0) FROM events WHERE room_nid = ?")
                .param(roomNid)
                .query(Long.class)
                .single();
    }

    /// What of a user's subscriptions changed with `from < position <= to`, the `limit` newest, oldest first.
    public List<ThreadSubscription> changed(UserId user, long from, long to, int limit) {
        return jdbc.sql(
                        COLUMNS
                                + "WHERE user_id = ? AND position > ? AND position <= ?"
                                + " ORDER BY position DESC LIMIT ?")
                .params(user.value(), from, to, limit)
                .query(ThreadSubscriptions::row)
                .list()
                .reversed();
    }

    private Outcome change(
            UserId user, long roomNid, EventId root, Function<@Nullable Before, Change> decide) {
        Result result =
                Objects.requireNonNull(
                        transactions.execute(status -> {
                            Change change = decide.apply(lock(user, roomNid, root));
                            return new Result(
                                    change.outcome,
                                    change.needed() ? write(user, roomNid, root, change) : 0);
                        }));
        if (result.position > 0) {
            publish(result.position, user, roomNid, root);
        }
        return result.outcome;
    }

    /// Two requests of a user about one thread come one after the other, also where there is no row yet.
    private @Nullable Before lock(UserId user, long roomNid, EventId root) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, ?))")
                .params(user.value() + root.value(), roomNid)
                .query(row -> {});
        return jdbc.sql(
                        "SELECT subscribed, automatic, unsubscribed_pos FROM thread_subscriptions"
                                + " WHERE user_id = ? AND room_nid = ? AND root_id = ?")
                .params(user.value(), roomNid, root.value())
                .query((row, number) ->
                        new Before(
                                row.getBoolean("subscribed"),
                                row.getBoolean("automatic"),
                                row.getObject("unsubscribed_pos", Long.class)))
                .optional()
                .orElse(null);
    }

    private long write(UserId user, long roomNid, EventId root, Change change) {
        long position = positions.take(StreamName.THREAD_SUBSCRIPTIONS, 1);
        jdbc.sql(
                        "INSERT INTO thread_subscriptions (user_id, room_nid, root_id, subscribed, automatic, unsubscribed_pos,"
                                + " position) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, room_nid, root_id) DO UPDATE SET"
                                + " subscribed = excluded.subscribed, automatic = excluded.automatic,"
                                + " unsubscribed_pos = excluded.unsubscribed_pos, position = excluded.position")
                .params(
                        java.util.Arrays.asList(
                                user.value(),
                                roomNid,
                                root.value(),
                                change.subscribed,
                                change.automatic,
                                change.unsubscribedAt,
                                position))
                .update();
        return position;
    }

    private void publish(long position, UserId user, long roomNid, EventId root) {
        streams.publish(
                new StreamNews<>(
                        StreamName.THREAD_SUBSCRIPTIONS,
                        position - 1,
                        position,
                        List.of(
                                new StreamRow.ThreadSubscription(
                                        position, user.value(), roomNid, root.value()))));
    }

    private void note(StreamRow.ThreadSubscription row) {
        subscribers.changed(new Thread(row.roomNid(), row.rootId()), row.position());
    }

    private static ThreadSubscription row(ResultSet row, int number) throws SQLException {
        return new ThreadSubscription(
                row.getLong("position"),
                row.getLong("room_nid"),
                row.getString("root_id"),
                row.getBoolean("subscribed"),
                row.getBoolean("automatic"));
    }

    private record Thread(long roomNid, String rootId) {}

    private record Before(boolean subscribed, boolean automatic, @Nullable Long unsubscribedAt) {}

    /// @param unsubscribedAt the room's last place, when the user unsubscribes
    private record Change(
            boolean subscribed,
            boolean automatic,
            @Nullable Long unsubscribedAt,
            Outcome outcome,
            boolean needed) {
        Change(
                boolean subscribed,
                boolean automatic,
                @Nullable Long unsubscribedAt,
                Outcome outcome) {
            this(subscribed, automatic, unsubscribedAt, outcome, true);
        }

        static Change none(Outcome outcome) {
            return new Change(false, false, null, outcome, false);
        }
    }

    /// @param position 0 when nothing changed
    private record Result(Outcome outcome, long position) {}

    @Configuration(proxyBeanMethods = false)
    static class Source {
        @Bean
        StreamSource<StreamRow.ThreadSubscription> threadSubscriptionsSource(JdbcClient jdbc) {
            return new StreamSource<>(
                    StreamName.THREAD_SUBSCRIPTIONS,
                    (from, to, limit) ->
                            jdbc.sql(
                                            "SELECT position, user_id, room_nid, root_id FROM thread_subscriptions"
                                                    + " WHERE position > ? AND position <= ? ORDER BY position LIMIT ?")
                                    .params(from, to, limit)
                                    .query((row, number) ->
                                            new StreamRow.ThreadSubscription(
                                                    row.getLong("position"),
                                                    row.getString("user_id"),
                                                    row.getLong("room_nid"),
                                                    row.getString("root_id")))
                                    .list());
        }
    }

    /// Nobody notifies deactivated users.
    @Component
    static class ThreadSubscriptionRemoval implements AccountListener {
        private final JdbcClient jdbc;

        ThreadSubscriptionRemoval(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @Override
        public Runnable deactivated(UserId user, boolean erase) {
            jdbc.sql("DELETE FROM thread_subscriptions WHERE user_id = ?")
                    .param(user.value())
                    .update();
            return NOTHING;
        }
    }
}
