package io.heddle.storage.push;

import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.StreamPositionStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// Users' pushers.
@Repository
public class Pushers {
    private static final String COLUMNS =
            "SELECT user_id, app_id, pushkey, kind, app_display_name, device_display_name,"
                    + " profile_tag, lang, data, device_id, token_id, enabled, created_ts FROM pushers ";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final StreamPositionStore positions;
    private final ObjectProvider<Streams> streams;

    Pushers(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            StreamPositionStore positions,
            ObjectProvider<Streams> streams) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.positions = positions;
        this.streams = streams;
    }

    public List<Pusher> ofUser(String userId) {
        return jdbc.sql(COLUMNS + "WHERE user_id = ? ORDER BY created_ts")
                .param(userId)
                .query(Pushers::pusher)
                .list();
    }

    /// The pushers of some users that are to push: those switched off are left out. What sends to gateways asks here.
    public List<Pusher> active(Collection<String> userIds) {
        return jdbc.sql(
                        COLUMNS
                                + "WHERE user_id = ANY (?) AND enabled ORDER BY user_id, created_ts")
                .param(userIds.toArray(String[]::new))
                .query(Pushers::pusher)
                .list();
    }

    /// Adds or replaces a pusher.
    ///
    /// @param append whether others' pushers of the same app and key stay
    public void set(Pusher pusher, boolean append) {
        change(
                pusher.userId(),
                () -> {
                    if (!append) {
                        jdbc.sql(
                                        "DELETE FROM pushers WHERE app_id = ? AND pushkey = ? AND user_id <> ?")
                                .params(pusher.appId(), pusher.pushkey(), pusher.userId())
                                .update();
                    }
                    return upsert(pusher);
                });
    }

    private int upsert(Pusher pusher) {
        return jdbc.sql(
                        "INSERT INTO pushers (user_id, app_id, pushkey, kind, app_display_name, device_display_name,"
                                + " profile_tag, lang, data, device_id, token_id, enabled, created_ts, position)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, 0)"
                                + " ON CONFLICT (user_id, app_id, pushkey) DO UPDATE SET kind = excluded.kind,"
                                + " app_display_name = excluded.app_display_name,"
                                + " device_display_name = excluded.device_display_name, profile_tag = excluded.profile_tag,"
                                + " lang = excluded.lang, data = excluded.data, device_id = excluded.device_id,"
                                + " token_id = excluded.token_id, enabled = excluded.enabled")
                .params(
                        Arrays.asList(
                                pusher.userId(),
                                pusher.appId(),
                                pusher.pushkey(),
                                pusher.kind(),
                                pusher.appDisplayName(),
                                pusher.deviceDisplayName(),
                                pusher.profileTag(),
                                pusher.lang(),
                                pusher.data().toString(),
                                pusher.deviceId(),
                                pusher.tokenId(),
                                pusher.enabled(),
                                pusher.createdTs()))
                .update();
    }

    public void delete(String userId, String appId, String pushkey) {
        change(
                userId,
                () ->
                        jdbc.sql(
                                        "DELETE FROM pushers WHERE user_id = ? AND app_id = ? AND pushkey = ?")
                                .params(userId, appId, pushkey)
                                .update());
    }

    /// Deletes the pushers made by some devices, as part of the transaction that removes the devices.
    ///
    /// @return what tells the processes; to be run after the commit
    public Runnable removingDevices(String userId, Collection<String> deviceIds) {
        int deleted =
                jdbc.sql("DELETE FROM pushers WHERE user_id = ? AND device_id = ANY (?)")
                        .params(userId, deviceIds.toArray(String[]::new))
                        .update();
        return deleted == 0 ? () -> {} : moved(userId);
    }

    /// Deletes all pushers of a user, likewise.
    public Runnable removingUser(String userId) {
        int deleted = jdbc.sql("DELETE FROM pushers WHERE user_id = ?").param(userId).update();
        return deleted == 0 ? () -> {} : moved(userId);
    }

    private Runnable moved(String userId) {
        long position = positions.take(StreamName.PUSHERS, 1);
        jdbc.sql("UPDATE pushers SET position = ? WHERE user_id = ?")
                .params(position, userId)
                .update();
        return () -> publish(userId, position);
    }

    private void change(String userId, IntSupplier write) {
        Long taken =
                transactions.execute(status -> {
                    if (write.getAsInt() == 0) {
                        return 0L;
                    }
                    long position = positions.take(StreamName.PUSHERS, 1);
                    jdbc.sql("UPDATE pushers SET position = ? WHERE user_id = ?")
                            .params(position, userId)
                            .update();
                    return position;
                });
        long at = Objects.requireNonNull(taken);
        if (at > 0) {
            publish(userId, at);
        }
    }

    private void publish(String userId, long at) {
        streams.getObject()
                .publish(
                        new StreamNews<>(
                                StreamName.PUSHERS,
                                at - 1,
                                at,
                                List.of(new StreamRow.Pusher(at, userId))));
    }

    private static Pusher pusher(ResultSet row, int number) throws SQLException {
        return new Pusher(
                row.getString("user_id"),
                row.getString("app_id"),
                row.getString("pushkey"),
                row.getString("kind"),
                row.getString("app_display_name"),
                row.getString("device_display_name"),
                row.getString("profile_tag"),
                row.getString("lang"),
                Json.parseObject(row.getString("data")),
                row.getString("device_id"),
                row.getLong("token_id"),
                row.getBoolean("enabled"),
                row.getLong("created_ts"));
    }
}
