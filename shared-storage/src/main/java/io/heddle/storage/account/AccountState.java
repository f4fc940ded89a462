package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;

/// What of an account matters to each of its requests.
public record AccountState(
        UserId userId,
        boolean admin,
        boolean guest,
        boolean deactivated,
        boolean locked,
        boolean suspended,
        boolean unlimited) {

    static AccountState of(Account account) {
        return new AccountState(
                account.userId(),
                account.admin(),
                account.guest(),
                account.deactivated(),
                account.locked(),
                account.suspended(),
                account.unlimited());
    }
}
