package io.heddle.storage.e2ee;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/// Devices that exist only as data which their users alone can read. They have a row among the devices too, and go with it.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/3814
@Repository
public class DehydratedDevices {
    private final JdbcClient jdbc;

    DehydratedDevices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public record DehydratedDevice(String deviceId, ObjectNode data) {}

    public Optional<DehydratedDevice> find(UserId user) {
        return jdbc.sql("SELECT device_id, device_data FROM dehydrated_devices WHERE user_id = ?")
                .param(user.value())
                .query((row, number) ->
                        new DehydratedDevice(
                                row.getString("device_id"),
                                Json.parseObject(row.getBytes("device_data"))))
                .optional();
    }

    /// Notes a device as dehydrated, in place of another.
    public void put(UserId user, DehydratedDevice device) {
        jdbc.sql(
                        "INSERT INTO dehydrated_devices (user_id, device_id, device_data) VALUES (?, ?, ?)"
                                + " ON CONFLICT (user_id) DO UPDATE"
                                + " SET device_id = excluded.device_id, device_data = excluded.device_data")
                .params(user.value(), device.deviceId(), Json.bytes(device.data()))
                .update();
    }
}
