package io.heddle.replication.call;

import io.heddle.protocol.id.ServerName;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/// Asks other servers for the keys of their users. Both calls give back the other server's answer as it came, and fail with
/// a [io.heddle.protocol.error.MatrixException] when there is none.
/// https://spec.matrix.org/v1.19/server-server-api/#end-to-end-encryption
public interface RemoteKeys {
    /// @param deviceKeys user id → list of device ids, empty for all
    /// @return an object with `device_keys`, `master_keys` and `self_signing_keys`
    ObjectNode query(ServerName server, ObjectNode deviceKeys, Duration timeout);

    /// @param oneTimeKeys user id → device id → algorithm
    /// @return an object with `one_time_keys`
    ObjectNode claim(ServerName server, ObjectNode oneTimeKeys, Duration timeout);
}
