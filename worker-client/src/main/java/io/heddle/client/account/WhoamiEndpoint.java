package io.heddle.client.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;

/// `GET /account/whoami`. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3accountwhoami
@ClientController
class WhoamiEndpoint {

    @GuestsAllowed
    @GetMapping("/account/whoami")
    Whoami whoami(Requester requester) {
        return new Whoami(requester.userId().value(), requester.deviceId(), requester.guest());
    }

    record Whoami(
            String userId, @Nullable String deviceId, @JsonProperty("is_guest") boolean isGuest) {}
}
