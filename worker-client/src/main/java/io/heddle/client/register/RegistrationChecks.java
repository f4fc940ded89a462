package io.heddle.client.register;

import io.heddle.protocol.error.MatrixException;
import io.heddle.storage.account.RegistrationTokens;
import io.heddle.web.account.Usernames;
import io.heddle.web.limit.ClientAddress;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What clients ask before they register: whether a name is free, whether a token is good.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3registeravailable
@RestController
class RegistrationChecks {
    private final RegistrationFlows flows;
    private final Usernames usernames;
    private final RegistrationTokens tokens;
    private final RateLimiter limiter;

    RegistrationChecks(
            RegistrationFlows flows,
            Usernames usernames,
            RegistrationTokens tokens,
            RateLimiter limiter) {
        this.flows = flows;
        this.usernames = usernames;
        this.tokens = tokens;
        this.limiter = limiter;
    }

    @GetMapping({
        "/_matrix/client/v3/register/available",
        "/_matrix/client/r0/register/available",
        "/_matrix/client/unstable/register/available",
        "/_matrix/client/api/v1/register/available",
        "/_matrix/client/v2_alpha/register/available"
    })
    Available available(@RequestParam String username, ServerHttpRequest request) {
        flows.requireOpen();
        limiter.check(Limit.REGISTRATION, "available " + ClientAddress.of(request));
        usernames.choose(username);
        return new Available(true);
    }

    @GetMapping({
        "/_matrix/client/v1/register/m.login.registration_token/validity",
        "/_matrix/client/unstable/org.matrix.msc3231/register/org.matrix.msc3231.login.registration_token/validity"
    })
    Validity validity(@RequestParam String token, ServerHttpRequest request) {
        if (!flows.isOpen()) {
            throw MatrixException.forbidden("Registration has been disabled");
        }
        limiter.check(Limit.REGISTRATION_TOKEN_VALIDITY, ClientAddress.of(request));
        return new Validity(tokens.isValid(token));
    }

    record Available(boolean available) {}

    record Validity(boolean valid) {}
}
