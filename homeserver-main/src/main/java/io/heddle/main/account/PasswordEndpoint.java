package io.heddle.main.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.DeviceRemover;
import io.heddle.storage.account.UiaSession;
import io.heddle.storage.account.UiaSessions;
import io.heddle.web.account.PasswordHasher;
import io.heddle.web.account.PasswordPolicy;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import io.heddle.web.uia.InteractiveAuth;
import io.heddle.web.uia.Progress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// `POST /account/password`. The new password is kept only as a hash while the user proves who they are.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3accountpassword
@ClientController
class PasswordEndpoint {
    private static final String HASH = "password_hash";

    private final InteractiveAuth interactiveAuth;
    private final UiaSessions uiaSessions;
    private final Accounts accounts;
    private final DeviceRemover devices;
    private final PasswordPolicy policy;
    private final PasswordHasher hasher;
    private final boolean enabled;

    PasswordEndpoint(
            InteractiveAuth interactiveAuth,
            UiaSessions uiaSessions,
            Accounts accounts,
            DeviceRemover devices,
            PasswordPolicy policy,
            PasswordHasher hasher,
            HomeserverSettings settings) {
        this.interactiveAuth = interactiveAuth;
        this.uiaSessions = uiaSessions;
        this.accounts = accounts;
        this.devices = devices;
        this.policy = policy;
        this.hasher = hasher;
        this.enabled = settings.passwordConfig().enabled();
    }

    @PostMapping("/account/password")
    Map<String, Object> change(
            Requester requester, @RequestBody ObjectNode body, ServerHttpRequest request) {
        if (!enabled) {
            throw MatrixException.forbidden("Passwords are disabled on this server");
        }
        String password = newPassword(body);
        ObjectNode wanted = body.deepCopy();
        wanted.remove("new_password");
        Progress progress = interactiveAuth.progress(requester, request, wanted);
        UiaSession session = progress.session();
        if (progress.missing() != null) {
            if (password != null && !session.data().has(HASH)) {
                uiaSessions.setData(session.id(), HASH, hasher.hash(password));
            }
            throw progress.missing();
        }
        String hash = password == null ? Json.string(session.data(), HASH) : hasher.hash(password);
        if (hash == null) {
            throw MatrixException.missingParam("new_password");
        }
        accounts.setPasswordHash(requester.userId(), hash);
        if (!Boolean.FALSE.equals(Json.bool(progress.body(), "logout_devices"))) {
            devices.removeAll(requester.userId(), requester.deviceId());
        }
        return Map.of();
    }

    private @Nullable String newPassword(ObjectNode body) {
        if (!body.has("new_password")) {
            return null;
        }
        String password = Json.string(body, "new_password");
        if (password == null) {
            throw MatrixException.badJson("new_password must be a string");
        }
        policy.check(password);
        return password;
    }
}
