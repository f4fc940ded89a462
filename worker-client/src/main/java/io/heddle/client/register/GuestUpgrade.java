package io.heddle.client.register;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.Account;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.Sessions;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Registration of a guest as a user of the same name.
/// https://spec.matrix.org/v1.19/client-server-api/#guest-access
@Component
class GuestUpgrade {
    private final Sessions sessions;
    private final Accounts accounts;
    private final Clock clock;

    GuestUpgrade(Sessions sessions, Accounts accounts, Clock clock) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.clock = clock;
    }

    /// The guest who shows this token, which must be of the name asked for. Fails with 403 M_FORBIDDEN.
    UserId guest(String accessToken, @Nullable String username) {
        return sessions.find(accessToken)
                .filter(token -> !token.hasExpired(clock.millis()))
                .flatMap(token -> accounts.find(token.userId()))
                .filter(account -> account.guest() && !account.deactivated() && !account.locked())
                .map(Account::userId)
                .filter(guest -> guest.localpart().equals(username))
                .orElseThrow(() ->
                        MatrixException.forbidden("Not the access token of a guest of this name"));
    }

    void upgrade(UserId guest, String passwordHash) {
        accounts.upgradeGuest(guest, passwordHash);
    }
}
