package io.heddle.client.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.web.bind.annotation.GetMapping;

/// `GET /voip/turnServer`: credentials for the TURN servers of the settings, which check them by the secret they share
/// with us. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3voipturnserver
@ClientController
class TurnServerEndpoint {
    private final HomeserverSettings.Voip voip;
    private final Clock clock;

    TurnServerEndpoint(HomeserverSettings settings, Clock clock) {
        this.voip = settings.voip();
        this.clock = clock;
    }

    @GuestsAllowed
    @GetMapping("/voip/turnServer")
    Map<String, Object> turnServer(Requester requester) {
        if (requester.guest() && !voip.turnAllowGuests()) {
            throw new MatrixException(403, "M_GUEST_ACCESS_FORBIDDEN", "Guest access not allowed");
        }
        if (voip.turnUris().isEmpty()) {
            return Map.of();
        }
        if (voip.turnSharedSecret() != null) {
            long expires = clock.instant().plus(voip.turnUserLifetime()).getEpochSecond();
            String username = expires + ":" + requester.userId();
            return credentials(username, sign(voip.turnSharedSecret(), username));
        }
        if (voip.turnUsername() != null && voip.turnPassword() != null) {
            return credentials(voip.turnUsername(), voip.turnPassword());
        }
        return Map.of();
    }

    private Map<String, Object> credentials(String username, String password) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("username", username);
        answer.put("password", password);
        answer.put("ttl", voip.turnUserLifetime().toSeconds());
        answer.put("uris", voip.turnUris());
        return answer;
    }

    private static String sign(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
