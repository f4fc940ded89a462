package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;

/// Hears of devices that are new or have another name.
public interface DeviceChangeListener {
    /// Called inside the transaction; what it returns runs after the commit.
    Runnable changed(UserId user, String deviceId);
}
