package io.heddle.client.login;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.Account;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.LoginTokens;
import io.heddle.storage.account.Sessions;
import io.heddle.web.account.ClientWellKnown;
import io.heddle.web.account.LoginAnswer;
import io.heddle.web.account.PasswordCheck;
import io.heddle.web.limit.ClientAddress;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.route.ClientController;
import io.heddle.web.usage.PersonalLimits;
import io.heddle.web.usage.ServerLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// `GET` and `POST /login`. https://spec.matrix.org/v1.19/client-server-api/#login
@ClientController
class LoginEndpoint {
    private static final int LONGEST_DEVICE_ID = 512;

    private final PasswordCheck passwords;
    private final AppServiceLogin appServiceLogin;
    private final LoginTokens loginTokens;
    private final Accounts accounts;
    private final Sessions sessions;
    private final RateLimiter limiter;
    private final ServerLimits serverLimits;
    private final PersonalLimits personalLimits;
    private final ClientWellKnown wellKnown;
    private final boolean withPassword;

    LoginEndpoint(
            PasswordCheck passwords,
            AppServiceLogin appServiceLogin,
            LoginTokens loginTokens,
            Accounts accounts,
            Sessions sessions,
            RateLimiter limiter,
            ServerLimits serverLimits,
            PersonalLimits personalLimits,
            ClientWellKnown wellKnown,
            HomeserverSettings settings) {
        this.passwords = passwords;
        this.appServiceLogin = appServiceLogin;
        this.loginTokens = loginTokens;
        this.accounts = accounts;
        this.sessions = sessions;
        this.limiter = limiter;
        this.serverLimits = serverLimits;
        this.personalLimits = personalLimits;
        this.wellKnown = wellKnown;
        this.withPassword = settings.passwordConfig().enabled();
    }

    @GetMapping("/login")
    Flows flows() {
        List<Flow> flows = new ArrayList<>();
        flows.add(new Flow("m.login.token", true));
        if (withPassword) {
            flows.add(new Flow("m.login.password", null));
        }
        flows.add(new Flow("m.login.application_service", null));
        return new Flows(flows);
    }

    @PostMapping("/login")
    LoginAnswer login(@RequestBody ObjectNode body, ServerHttpRequest request) {
        String type = Json.string(body, "type");
        if (type == null) {
            throw MatrixException.missingParam("type");
        }
        return switch (type) {
            case "m.login.password" -> start(withPassword(body, request), body);
            case "m.login.token" -> start(withToken(body, request), body);
            case "m.login.application_service" -> start(appServiceLogin.user(body, request), body);
            default -> throw new MatrixException(400, "M_UNKNOWN", "Unknown login type");
        };
    }

    private UserId withPassword(ObjectNode body, ServerHttpRequest request) {
        if (!withPassword) {
            throw new MatrixException(400, "M_UNKNOWN", "Password login has been disabled");
        }
        limiter.check(Limit.LOGIN_ADDRESS, ClientAddress.of(request));
        return admit(passwords.check(body));
    }

    private UserId withToken(ObjectNode body, ServerHttpRequest request) {
        limiter.check(Limit.LOGIN_ADDRESS, ClientAddress.of(request));
        String token = Json.string(body, "token");
        if (token == null) {
            throw MatrixException.missingParam("token");
        }
        return admit(
                loginTokens
                        .consume(token)
                        .flatMap(accounts::find)
                        .orElseThrow(() -> MatrixException.forbidden("Invalid login token")));
    }

    private UserId admit(Account account) {
        if (account.deactivated()) {
            throw PasswordCheck.deactivated();
        }
        if (account.locked()) {
            throw new MatrixException(401, "M_USER_LOCKED", "This account has been locked")
                    .with("soft_logout", true);
        }
        if (!account.unlimited()) {
            limiter.check(Limit.LOGIN_ACCOUNT, account.userId().value());
        }
        serverLimits.check(account.userId());
        return account.userId();
    }

    private LoginAnswer start(UserId user, ObjectNode body) {
        String deviceId = optional(body, "device_id");
        if (deviceId != null && (deviceId.isEmpty() || deviceId.length() > LONGEST_DEVICE_ID)) {
            throw MatrixException.invalidParam("device_id must have 1 to 512 characters");
        }
        personalLimits.checkDevice(user, deviceId);
        return LoginAnswer.of(
                sessions.start(
                        user,
                        deviceId,
                        optional(body, "initial_device_display_name"),
                        wantsRefresh(body)),
                wellKnown.content().orElse(null));
    }

    private static boolean wantsRefresh(ObjectNode body) {
        if (body.has("refresh_token") && Json.bool(body, "refresh_token") == null) {
            throw MatrixException.badJson("refresh_token must be true or false");
        }
        return Json.isTrue(body, "refresh_token");
    }

    private static @Nullable String optional(ObjectNode body, String key) {
        String value = Json.string(body, key);
        if (value == null && body.hasNonNull(key)) {
            throw MatrixException.badJson(key + " must be a string");
        }
        return value == null ? null : value.replace("\0", "");
    }

    record Flows(List<Flow> flows) {}

    record Flow(String type, @Nullable Boolean getLoginToken) {}
}
