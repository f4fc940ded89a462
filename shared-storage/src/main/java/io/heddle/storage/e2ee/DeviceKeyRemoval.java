package io.heddle.storage.e2ee;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.AccountListener;
import io.heddle.storage.account.DeviceChangeListener;
import io.heddle.storage.account.DeviceRemovalListener;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Follows devices and accounts as they change and go: their keys and messages go with them, and those who track them are
/// told. Comes last of the listeners, for it takes stream positions.
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class DeviceKeyRemoval implements DeviceChangeListener, DeviceRemovalListener, AccountListener {
    private static final List<String> DEVICE_TABLES =
            List.of(
                    "device_keys",
                    "one_time_keys",
                    "fallback_keys",
                    "to_device_messages",
                    "to_device_transactions",
                    "dehydrated_devices");
    private static final List<String> ACCOUNT_TABLES =
            List.of("key_backup_keys", "key_backup_versions", "cross_signing_keys");

    private final JdbcClient jdbc;
    private final DeviceLists deviceLists;

    DeviceKeyRemoval(JdbcClient jdbc, DeviceLists deviceLists) {
        this.jdbc = jdbc;
        this.deviceLists = deviceLists;
    }

    @Override
    public Runnable changed(UserId user, String deviceId) {
        return deviceLists.changed(user, List.of(deviceId));
    }

    @Override
    public Runnable removing(UserId user, List<String> deviceIds) {
        String[] devices = deviceIds.toArray(String[]::new);
        for (String table : DEVICE_TABLES) {
            jdbc.sql("DELETE FROM " + table + " WHERE user_id = ? AND device_id = ANY (?)")
                    .params(user.value(), devices)
                    .update();
        }
        jdbc.sql(
                        "DELETE FROM key_signatures WHERE target_user = :user"
                                + " AND (target = ANY (:devices) OR signer = :user AND signer_key = ANY (:keys))")
                .param("user", user.value())
                .param("devices", devices)
                .param("keys", deviceIds.stream().map(id -> "ed25519:" + id).toArray(String[]::new))
                .update();
        return deviceLists.changed(user, deviceIds);
    }

    @Override
    public Runnable deactivated(UserId user, boolean erase) {
        for (String table : ACCOUNT_TABLES) {
            jdbc.sql("DELETE FROM " + table + " WHERE user_id = ?").param(user.value()).update();
        }
        jdbc.sql("DELETE FROM key_signatures WHERE target_user = ?").param(user.value()).update();
        return deviceLists.changed(user, List.of(DeviceLists.CROSS_SIGNING));
    }
}
