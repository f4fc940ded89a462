package io.heddle.client.register;

import io.heddle.protocol.error.MatrixException;
import io.heddle.web.account.AppServiceToken;
import io.heddle.web.account.LoginAnswer;
import io.heddle.web.limit.ClientAddress;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.route.ClientController;
import io.heddle.web.uia.Operation;
import io.heddle.web.usage.ServerLimits;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// `POST /register`: for users, guests and application services.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3register
@ClientController
class RegisterEndpoint {
    private static final String APP_SERVICE = "m.login.application_service";

    private final UserRegistration users;
    private final GuestRegistration guests;
    private final AppServiceRegistration appServices;
    private final AppServiceToken token;
    private final RateLimiter limiter;
    private final ServerLimits serverLimits;

    RegisterEndpoint(
            UserRegistration users,
            GuestRegistration guests,
            AppServiceRegistration appServices,
            AppServiceToken token,
            RateLimiter limiter,
            ServerLimits serverLimits) {
        this.users = users;
        this.guests = guests;
        this.appServices = appServices;
        this.token = token;
        this.limiter = limiter;
        this.serverLimits = serverLimits;
    }

    @PostMapping("/register")
    LoginAnswer register(
            @RequestParam(defaultValue = "user") String kind,
            @RequestBody ObjectNode body,
            ServerHttpRequest request) {
        String address = ClientAddress.of(request);
        switch (kind) {
            case "guest" -> {
                limiter.check(Limit.REGISTRATION, address);
                serverLimits.checkRegistration();
                return guests.register(body);
            }
            case "user" -> {}
            default -> throw MatrixException.invalidParam("Unknown kind of account");
        }
        if (APP_SERVICE.equals(body.path("type").asString(""))) {
            return appServices.register(body, token.require(request));
        }
        if (token.of(request) != null) {
            throw new MatrixException(400, "M_UNKNOWN", "Registration takes no access token");
        }
        limiter.peek(Limit.REGISTRATION, address);
        serverLimits.checkRegistration();
        return users.register(body, Operation.of(request, null));
    }
}
