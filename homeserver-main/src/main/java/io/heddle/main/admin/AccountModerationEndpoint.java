package io.heddle.main.admin;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.Account;
import io.heddle.storage.account.Accounts;
import io.heddle.web.auth.Requester;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Locking and suspending local users. https://spec.matrix.org/v1.19/client-server-api/#server-administration
@RestController
@RequestMapping({"/_matrix/client/v1/admin", "/_matrix/client/unstable/uk.timedout.msc4323/admin"})
class AccountModerationEndpoint {
    private final Accounts accounts;
    private final ServerName serverName;

    AccountModerationEndpoint(Accounts accounts, HomeserverSettings settings) {
        this.accounts = accounts;
        this.serverName = ServerName.parse(settings.serverName());
    }

    @GetMapping("/lock/{userId}")
    Locked isLocked(Requester requester, @PathVariable UserId userId) {
        return new Locked(target(requester, userId, false).locked());
    }

    @PutMapping("/lock/{userId}")
    Locked lock(Requester requester, @PathVariable UserId userId, @RequestBody Locked body) {
        AdminCheck.require(requester);
        boolean locked = required(body.locked(), "locked");
        target(requester, userId, true);
        accounts.setLocked(userId, locked);
        return new Locked(locked);
    }

    @GetMapping("/suspend/{userId}")
    Suspended isSuspended(Requester requester, @PathVariable UserId userId) {
        return new Suspended(target(requester, userId, false).suspended());
    }

    @PutMapping("/suspend/{userId}")
    Suspended suspend(
            Requester requester, @PathVariable UserId userId, @RequestBody Suspended body) {
        AdminCheck.require(requester);
        boolean suspended = required(body.suspended(), "suspended");
        target(requester, userId, true);
        accounts.setSuspended(userId, suspended);
        return new Suspended(suspended);
    }

    /// Who asks is checked before anything is looked up, so that the answers tell others nothing.
    private Account target(Requester requester, UserId user, boolean toChange) {
        AdminCheck.require(requester);
        if (toChange && user.equals(requester.userId())) {
            throw MatrixException.forbidden("Administrators cannot do this to themselves");
        }
        if (!user.isOn(serverName)) {
            throw MatrixException.invalidParam("The user is not of this server");
        }
        Account account =
                accounts.find(user)
                        .filter(found -> !found.deactivated())
                        .orElseThrow(() -> MatrixException.notFound("No such user"));
        if (account.admin() && !user.equals(requester.userId())) {
            throw MatrixException.forbidden("The user is an administrator");
        }
        return account;
    }

    private static boolean required(@Nullable Boolean value, String name) {
        if (value == null) {
            throw MatrixException.missingParam(name);
        }
        return value;
    }

    record Locked(@Nullable Boolean locked) {}

    record Suspended(@Nullable Boolean suspended) {}
}
