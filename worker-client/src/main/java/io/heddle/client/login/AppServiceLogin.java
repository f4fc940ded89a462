package io.heddle.client.login;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.account.AccountState;
import io.heddle.storage.account.AccountStates;
import io.heddle.storage.appservice.AppService;
import io.heddle.web.account.AppServiceToken;
import io.heddle.web.account.PasswordCheck;
import io.heddle.web.account.Usernames;
import io.heddle.web.limit.ClientAddress;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Login of an application service as one of its users.
/// https://spec.matrix.org/v1.19/application-service-api/#server-admin-style-permissions
@Component
class AppServiceLogin {
    private final AppServiceToken token;
    private final Usernames usernames;
    private final AccountStates accounts;
    private final RateLimiter limiter;

    AppServiceLogin(
            AppServiceToken token,
            Usernames usernames,
            AccountStates accounts,
            RateLimiter limiter) {
        this.token = token;
        this.usernames = usernames;
        this.accounts = accounts;
        this.limiter = limiter;
    }

    UserId user(ObjectNode body, ServerHttpRequest request) {
        AppService service = token.require(request);
        if (service.deviceManagement()) {
            throw new MatrixException(
                    400,
                    "M_APPSERVICE_LOGIN_UNSUPPORTED",
                    "This application service manages devices without logging in");
        }
        if (service.rateLimited()) {
            limiter.check(Limit.LOGIN_ADDRESS, ClientAddress.of(request));
        }
        UserId user = named(body);
        if (user == null || !service.mayActAs(user)) {
            throw new MatrixException(
                    400, "M_EXCLUSIVE", "The user is not in the application service's namespace");
        }
        AccountState account =
                accounts.find(user)
                        .orElseThrow(() -> MatrixException.forbidden("There is no such user"));
        if (account.deactivated()) {
            throw PasswordCheck.deactivated();
        }
        return user;
    }

    private @org.jspecify.annotations.Nullable UserId named(ObjectNode body) {
        ObjectNode identifier = Json.object(body, "identifier");
        String name =
                identifier == null ? Json.string(body, "user") : Json.string(identifier, "user");
        if (identifier != null && !"m.id.user".equals(Json.string(identifier, "type"))) {
            throw MatrixException.invalidParam("Unknown login identifier type");
        }
        if (name == null) {
            throw MatrixException.missingParam("identifier.user");
        }
        return usernames.local(name);
    }
}
