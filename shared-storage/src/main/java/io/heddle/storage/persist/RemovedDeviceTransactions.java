package io.heddle.storage.persist;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.DeviceRemovalListener;
import io.heddle.storage.event.ClientTransactions;
import java.util.List;
import org.springframework.stereotype.Component;

/// A device's transactions end with it: who logs in anew under the same device id starts afresh.
/// https://spec.matrix.org/v1.19/client-server-api/#transaction-identifiers
@Component
class RemovedDeviceTransactions implements DeviceRemovalListener {
    private final ClientTransactions transactions;

    RemovedDeviceTransactions(ClientTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Runnable removing(UserId user, List<String> deviceIds) {
        transactions.forgetDevices(user, deviceIds);
        return () -> {};
    }
}
