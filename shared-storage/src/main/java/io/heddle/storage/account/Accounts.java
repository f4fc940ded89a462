package io.heddle.storage.account;

import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.cache.CacheInvalidations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// The local users.
@Repository
public class Accounts {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final CacheInvalidations invalidations;
    private final ObjectProvider<AccountListener> listeners;
    private final Clock clock;
    private final ServerName serverName;

    Accounts(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            CacheInvalidations invalidations,
            ObjectProvider<AccountListener> listeners,
            Clock clock,
            HomeserverSettings settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.invalidations = invalidations;
        this.listeners = listeners;
        this.clock = clock;
        this.serverName = ServerName.parse(settings.serverName());
    }

    public Optional<Account> find(UserId user) {
        return jdbc.sql("SELECT * FROM accounts WHERE user_id = ?")
                .param(user.value())
                .query(Accounts::account)
                .optional();
    }

    public boolean exists(UserId user) {
        return find(user).isPresent();
    }

    /// The account with this user id, or the only one with it in another case.
    public Optional<Account> findIgnoringCase(UserId user) {
        List<Account> found =
                jdbc.sql(
                                "SELECT * FROM accounts WHERE lower(user_id COLLATE \"C\") = lower(? COLLATE \"C\")")
                        .param(user.value())
                        .query(Accounts::account)
                        .list();
        return found.stream()
                .filter(account -> account.userId().equals(user))
                .findFirst()
                .or(() -> found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty());
    }

    /// Whether the user id is taken, in whatever case.
    public boolean isTaken(UserId user) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM accounts WHERE lower(user_id COLLATE \"C\") = lower(? COLLATE \"C\"))")
                .param(user.value())
                .query(Boolean.class)
                .single();
    }

    public boolean hasAnyAdmin() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM accounts WHERE admin AND NOT deactivated)")
                .query(Boolean.class)
                .single();
    }

    /// A user id nobody had: a number as its localpart.
    public UserId nextNumbered() {
        while (true) {
            Long number = jdbc.sql("SELECT nextval('account_numbers')").query(Long.class).single();
            UserId user = UserId.of(Long.toString(number), serverName);
            if (!isTaken(user)) {
                return user;
            }
        }
    }

    /// Makes an account; false when the user id is taken.
    public boolean create(NewAccount account) {
        List<Runnable> after = new ArrayList<>();
        Boolean created =
                transaction.execute(status -> {
                    if (!insert(account)) {
                        return false;
                    }
                    listeners
                            .orderedStream()
                            .forEach(listener ->
                                    after.add(
                                            listener.created(
                                                    account.userId(), account.displayName())));
                    return true;
                });
        after.forEach(Runnable::run);
        return Boolean.TRUE.equals(created);
    }

    private boolean insert(NewAccount account) {
        return jdbc.sql(
                                "INSERT INTO accounts (user_id, password_hash, created_ts, admin, guest, user_type, appservice_id)"
                                        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
                        .params(
                                java.util.Arrays.asList(
                                        account.userId().value(),
                                        account.passwordHash(),
                                        clock.millis(),
                                        account.admin(),
                                        account.guest(),
                                        account.userType(),
                                        account.appServiceId()))
                        .update()
                == 1;
    }

    public void setPasswordHash(UserId user, @Nullable String hash) {
        change(user, "password_hash = ?", hash);
    }

    public void setAdmin(UserId user, boolean admin) {
        change(user, "admin = ?", admin);
    }

    public void setLocked(UserId user, boolean locked) {
        change(user, "locked = ?", locked);
    }

    public void setSuspended(UserId user, boolean suspended) {
        change(user, "suspended = ?", suspended);
    }

    public void setUnlimited(UserId user, boolean unlimited) {
        change(user, "unlimited = ?", unlimited);
    }

    public void setTermsVersion(UserId user, String version) {
        change(user, "terms_version = ?", version);
    }

    /// Turns a guest into a user with a password; false when there is no such guest.
    public boolean upgradeGuest(UserId guest, String passwordHash) {
        return change(guest, "guest = false, password_hash = ?", passwordHash);
    }

    /// Shuts an account for good: nothing that could let it in again stays. Its devices go by [DeviceRemover].
    public void deactivate(UserId user, boolean erase) {
        List<Runnable> after = new ArrayList<>();
        transaction.executeWithoutResult(status -> {
            jdbc.sql(
                            "UPDATE accounts SET deactivated = true, password_hash = NULL, admin = false, locked = false,"
                                    + " erased = erased OR ? WHERE user_id = ?")
                    .params(erase, user.value())
                    .update();
            jdbc.sql("DELETE FROM account_threepids WHERE user_id = ?")
                    .param(user.value())
                    .update();
            jdbc.sql("DELETE FROM login_tokens WHERE user_id = ?").param(user.value()).update();
            jdbc.sql("DELETE FROM openid_tokens WHERE user_id = ?").param(user.value()).update();
            listeners
                    .orderedStream()
                    .forEach(listener -> after.add(listener.deactivated(user, erase)));
            after.add(invalidations.write(AccountStates.CACHE, List.of(user.value())));
            if (erase) {
                after.add(invalidations.write(ErasedUsers.CACHE, List.of(user.value())));
            }
        });
        after.forEach(Runnable::run);
    }

    private boolean change(UserId user, String assignment, @Nullable Object value) {
        List<Runnable> after = new ArrayList<>();
        transaction.executeWithoutResult(status -> {
            int changed =
                    jdbc.sql("UPDATE accounts SET " + assignment + " WHERE user_id = ?")
                            .params(java.util.Arrays.asList(value, user.value()))
                            .update();
            if (changed == 1) {
                after.add(invalidations.write(AccountStates.CACHE, List.of(user.value())));
            }
        });
        after.forEach(Runnable::run);
        return !after.isEmpty();
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                UserId.parse(row.getString("user_id")),
                row.getString("password_hash"),
                row.getLong("created_ts"),
                row.getBoolean("admin"),
                row.getBoolean("guest"),
                row.getBoolean("deactivated"),
                row.getBoolean("erased"),
                row.getBoolean("locked"),
                row.getBoolean("suspended"),
                row.getBoolean("unlimited"),
                row.getString("user_type"),
                row.getString("appservice_id"),
                row.getString("terms_version"));
    }
}
