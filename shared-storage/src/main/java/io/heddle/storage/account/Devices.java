package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// The devices of local users.
@Repository
public class Devices {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ObjectProvider<DeviceChangeListener> listeners;
    private final Clock clock;

    Devices(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ObjectProvider<DeviceChangeListener> listeners,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.listeners = listeners;
        this.clock = clock;
    }

    public Optional<Device> find(UserId user, String deviceId) {
        return jdbc.sql("SELECT * FROM devices WHERE user_id = ? AND device_id = ?")
                .params(user.value(), deviceId)
                .query(Devices::device)
                .optional();
    }

    public List<Device> ofUser(UserId user) {
        return jdbc.sql("SELECT * FROM devices WHERE user_id = ? ORDER BY created_ts, device_id")
                .param(user.value())
                .query(Devices::device)
                .list();
    }

    /// The devices of several users, in no order.
    public List<Device> ofUsers(Collection<UserId> users) {
        return jdbc.sql("SELECT * FROM devices WHERE user_id = ANY (?)")
                .param(users.stream().map(UserId::value).toArray(String[]::new))
                .query(Devices::device)
                .list();
    }

    /// Gives a device another name; false when there is no such device.
    public boolean rename(UserId user, String deviceId, String displayName) {
        List<Runnable> after = new ArrayList<>();
        Boolean renamed =
                transaction.execute(status -> {
                    int changed =
                            jdbc.sql(
                                            "UPDATE devices SET display_name = ? WHERE user_id = ? AND device_id = ?")
                                    .params(displayName, user.value(), deviceId)
                                    .update();
                    if (changed == 1) {
                        tell(user, deviceId, after);
                    }
                    return changed == 1;
                });
        after.forEach(Runnable::run);
        return Boolean.TRUE.equals(renamed);
    }

    /// Makes a device unless it is there; true when it is new.
    public boolean create(UserId user, String deviceId, @Nullable String displayName) {
        List<Runnable> after = new ArrayList<>();
        Boolean created = transaction.execute(status -> create(user, deviceId, displayName, after));
        after.forEach(Runnable::run);
        return Boolean.TRUE.equals(created);
    }

    /// The same as part of a transaction under way.
    boolean create(
            UserId user, String deviceId, @Nullable String displayName, List<Runnable> after) {
        int inserted =
                jdbc.sql(
                                "INSERT INTO devices (user_id, device_id, display_name, created_ts) VALUES (?, ?, ?, ?)"
                                        + " ON CONFLICT DO NOTHING")
                        .params(Arrays.asList(user.value(), deviceId, displayName, clock.millis()))
                        .update();
        if (inserted == 1) {
            tell(user, deviceId, after);
        }
        return inserted == 1;
    }

    private void tell(UserId user, String deviceId, List<Runnable> after) {
        listeners.orderedStream().forEach(listener -> after.add(listener.changed(user, deviceId)));
    }

    private static Device device(ResultSet row, int number) throws SQLException {
        return new Device(
                UserId.parse(row.getString("user_id")),
                row.getString("device_id"),
                row.getString("display_name"),
                row.getLong("created_ts"),
                row.getObject("last_seen_ts", Long.class),
                row.getString("last_seen_ip"),
                row.getString("last_seen_user_agent"));
    }
}
