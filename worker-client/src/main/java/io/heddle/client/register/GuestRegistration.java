package io.heddle.client.register;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.NewAccount;
import io.heddle.storage.account.Sessions;
import io.heddle.web.account.LoginAnswer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Accounts for people who only want to look around.
/// https://spec.matrix.org/v1.19/client-server-api/#guest-access
@Component
class GuestRegistration {
    private final Accounts accounts;
    private final Sessions sessions;
    private final boolean allowed;

    GuestRegistration(Accounts accounts, Sessions sessions, HomeserverSettings settings) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.allowed = settings.allowGuestAccess();
    }

    LoginAnswer register(ObjectNode body) {
        if (!allowed) {
            throw new MatrixException(403, "M_GUEST_ACCESS_FORBIDDEN", "Guest access is disabled");
        }
        UserId user = accounts.nextNumbered();
        if (!accounts.create(NewAccount.guest(user))) {
            throw new IllegalStateException("Number used twice: " + user);
        }
        return LoginAnswer.of(
                sessions.start(user, null, RegistrationBody.of(body).deviceName(), false), null);
    }
}
