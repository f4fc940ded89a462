package io.heddle.main.account;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.DeviceRemover;
import io.heddle.storage.account.Partings;
import org.springframework.stereotype.Service;

/// Shuts accounts for good. That the user leaves their rooms is noted in the same transaction and done in the background.
@Service
public class Deactivation {
    private final Accounts accounts;
    private final DeviceRemover devices;
    private final Partings partings;
    private final RoomParting roomParting;

    Deactivation(
            Accounts accounts, DeviceRemover devices, Partings partings, RoomParting roomParting) {
        this.accounts = accounts;
        this.devices = devices;
        this.partings = partings;
        this.roomParting = roomParting;
    }

    /// @param erase others who come later shall not see what the user wrote
    public void deactivate(UserId user, boolean erase) {
        partings.begin(user);
        accounts.deactivate(user, erase);
        devices.removeAll(user, null);
        roomParting.wakeUp();
    }
}
