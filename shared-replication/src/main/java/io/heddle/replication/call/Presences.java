package io.heddle.replication.call;

import io.heddle.protocol.id.UserId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Keeps users' presence. Does nothing when presence is switched off.
/// https://spec.matrix.org/v1.19/client-server-api/#presence
public interface Presences {
    String ONLINE = "online";
    String UNAVAILABLE = "unavailable";
    String OFFLINE = "offline";

    /// A user says how they are. It stands until the device polls with another presence.
    ///
    /// @param statusMsg null clears the message
    void set(UserId user, @Nullable String deviceId, String presence, @Nullable String statusMsg);

    /// A device polls with a `set_presence` of `presence` and will be back within `valid`; without another sign of life
    /// it counts as gone after that.
    void seen(UserId user, @Nullable String deviceId, String presence, Duration valid);

    /// The user did something, such as sending an event.
    void active(UserId user);
}
