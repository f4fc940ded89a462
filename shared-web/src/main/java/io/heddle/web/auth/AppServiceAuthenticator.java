package io.heddle.web.auth;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.InvalidIdentifierException;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.AccountState;
import io.heddle.storage.account.AccountStates;
import io.heddle.storage.account.Devices;
import io.heddle.storage.appservice.AppService;
import io.heddle.web.auth.Authenticator.Credentials;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// An application service that asks as one of its users.
/// https://spec.matrix.org/v1.19/application-service-api/#identity-assertion
@Component
class AppServiceAuthenticator {
    private final AccountStates accounts;
    private final Devices devices;

    AppServiceAuthenticator(AccountStates accounts, Devices devices) {
        this.accounts = accounts;
        this.devices = devices;
    }

    Requester authenticate(AppService service, Credentials credentials) {
        UserId user =
                credentials.masqueradeAs() == null
                        ? service.sender()
                        : parse(credentials.masqueradeAs());
        if (!service.mayActAs(user)) {
            throw MatrixException.forbidden("The application service may not act as this user");
        }
        AccountState account =
                accounts.find(user)
                        .filter(state -> !state.deactivated())
                        .orElseThrow(() ->
                                MatrixException.forbidden(
                                        "The application service has not registered this user"));
        if (account.locked() && !credentials.lockedAllowed()) {
            throw TokenAuthenticator.locked();
        }
        return new Requester(
                user,
                device(user, credentials.masqueradeDevice()),
                0,
                account.guest(),
                account.admin(),
                account.suspended(),
                service.id());
    }

    private @Nullable String device(UserId user, @Nullable String deviceId) {
        if (deviceId != null && devices.find(user, deviceId).isEmpty()) {
            throw new MatrixException(400, "M_UNKNOWN_DEVICE", "The user has no such device");
        }
        return deviceId;
    }

    private static UserId parse(String user) {
        try {
            return UserId.parse(user);
        } catch (InvalidIdentifierException e) {
            throw MatrixException.forbidden("The application service may not act as this user");
        }
    }
}
