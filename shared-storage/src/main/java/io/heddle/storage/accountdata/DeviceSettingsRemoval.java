package io.heddle.storage.accountdata;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.DeviceRemovalListener;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Account data that clients keep for one device goes with the device: whether it is silenced, MSC3890.
@Component
class DeviceSettingsRemoval implements DeviceRemovalListener {
    private static final List<String> PREFIXES =
            List.of(
                    "m.local_notification_settings.",
                    "org.matrix.msc3890.local_notification_settings.");

    private final AccountDataStore accountData;

    DeviceSettingsRemoval(AccountDataStore accountData) {
        this.accountData = accountData;
    }

    @Override
    public Runnable removing(UserId user, List<String> deviceIds) {
        return accountData.removing(
                user,
                deviceIds.stream()
                        .flatMap(device ->
                                Stream.of(
                                        PREFIXES.getFirst() + device, PREFIXES.getLast() + device))
                        .toList());
    }
}
