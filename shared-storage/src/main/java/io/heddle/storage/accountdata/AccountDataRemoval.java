package io.heddle.storage.accountdata;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.AccountListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Removes the account data of deactivated users: nobody will ask for it again.
@Component
class AccountDataRemoval implements AccountListener {
    private final JdbcClient jdbc;

    AccountDataRemoval(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Runnable deactivated(UserId user, boolean erase) {
        jdbc.sql("DELETE FROM account_data WHERE user_id = ?").param(user.value()).update();
        return NOTHING;
    }
}
