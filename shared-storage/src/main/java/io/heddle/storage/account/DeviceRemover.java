package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.cache.CacheInvalidations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Removes devices with all that belongs to them: tokens here, the rest by the [DeviceRemovalListener]s.
@Component
public class DeviceRemover {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final CacheInvalidations invalidations;
    private final ObjectProvider<DeviceRemovalListener> listeners;

    DeviceRemover(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            CacheInvalidations invalidations,
            ObjectProvider<DeviceRemovalListener> listeners) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.invalidations = invalidations;
        this.listeners = listeners;
    }

    /// Removes those of the named devices that exist.
    public void remove(UserId user, Collection<String> deviceIds) {
        remove(user, "device_id = ANY (?)", deviceIds.toArray(String[]::new));
    }

    /// Removes all devices of a user, but for one when given.
    public void removeAll(UserId user, @Nullable String except) {
        remove(
                user,
                "device_id <> ALL (?)",
                except == null ? new String[0] : new String[] {except});
    }

    private void remove(UserId user, String which, String[] deviceIds) {
        List<Runnable> after = new ArrayList<>();
        transaction.executeWithoutResult(status -> {
            List<String> found =
                    jdbc.sql(
                                    "SELECT device_id FROM devices WHERE user_id = ? AND "
                                            + which
                                            + " FOR UPDATE")
                            .params(user.value(), deviceIds)
                            .query(String.class)
                            .list();
            if (found.isEmpty()) {
                return;
            }
            String[] removed = found.toArray(String[]::new);
            jdbc.sql("DELETE FROM device_connections WHERE user_id = ? AND device_id = ANY (?)")
                    .params(user.value(), removed)
                    .update();
            listeners
                    .orderedStream()
                    .forEach(listener -> after.add(listener.removing(user, found)));
            jdbc.sql("DELETE FROM devices WHERE user_id = ? AND device_id = ANY (?)")
                    .params(user.value(), removed)
                    .update();
            after.addFirst(invalidations.write(AccountStates.CACHE, List.of(user.value())));
        });
        after.forEach(Runnable::run);
    }
}
