package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import java.util.List;

/// Hears of devices that are removed, by logging out or otherwise: implemented by features that keep data of devices, such
/// as keys, to-device messages and pushers.
public interface DeviceRemovalListener {
    /// Called inside the transaction that removes the devices, before their rows are gone.
    ///
    /// @return what is to be run after the commit, such as publishing to a stream
    Runnable removing(UserId user, List<String> deviceIds);
}
