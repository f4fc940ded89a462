package io.heddle.main.device;

import io.heddle.protocol.error.MatrixException;
import io.heddle.storage.account.DeviceRemover;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.LockedAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;

/// `POST /logout` and `/logout/all`: the device goes, with its tokens, keys and pushers.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3logout
@ClientController
class LogoutEndpoint {
    private final DeviceRemover devices;

    LogoutEndpoint(DeviceRemover devices) {
        this.devices = devices;
    }

    @GuestsAllowed
    @LockedAllowed
    @PostMapping("/logout")
    Map<String, Object> logout(Requester requester) {
        if (requester.deviceId() == null) {
            throw new MatrixException(400, "M_UNKNOWN", "There is no session to end");
        }
        devices.remove(requester.userId(), List.of(requester.deviceId()));
        return Map.of();
    }

    @GuestsAllowed
    @LockedAllowed
    @PostMapping("/logout/all")
    Map<String, Object> logoutAll(Requester requester) {
        devices.removeAll(requester.userId(), null);
        return Map.of();
    }
}
