package io.heddle.web.usage;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.config.UsageSettings;
import io.heddle.replication.config.UsageSettings.UserLimits;
import io.heddle.storage.account.Device;
import io.heddle.storage.account.Devices;
import io.heddle.storage.room.Memberships;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// How much a user may have: 403 M_USER_LIMIT_EXCEEDED beyond that.
/// https://spec.matrix.org/v1.19/client-server-api/#common-error-codes
@Component
public class PersonalLimits {
    private final Devices devices;
    private final Memberships memberships;
    private final UserLimits limits;
    private final String infoUri;

    PersonalLimits(
            Devices devices,
            Memberships memberships,
            UsageSettings settings,
            HomeserverSettings homeserver) {
        this.devices = devices;
        this.memberships = memberships;
        this.limits = settings.userLimits();
        this.infoUri = limits.infoUri() != null ? limits.infoUri() : ServerContact.page(homeserver);
    }

    /// Before a login on a device, null for a new one.
    public void checkDevice(UserId user, @Nullable String deviceId) {
        if (limits.devices() == null) {
            return;
        }
        List<Device> present = devices.ofUser(user);
        boolean isNew = present.stream().noneMatch(device -> device.deviceId().equals(deviceId));
        if (isNew && present.size() >= limits.devices()) {
            throw exceeded("You have as many devices as you may have");
        }
    }

    /// Before somebody comes into one more room.
    public void checkRoom(UserId user) {
        if (limits.rooms() != null && memberships.countJoined(user) >= limits.rooms()) {
            throw exceeded("You are in as many rooms as you may be");
        }
    }

    private MatrixException exceeded(String message) {
        return new MatrixException(403, "M_USER_LIMIT_EXCEEDED", message)
                .with("info_uri", infoUri)
                .with("can_upgrade", limits.canUpgrade());
    }
}
