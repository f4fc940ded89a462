package io.heddle.storage.push;

import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.AccountListener;
import io.heddle.storage.account.DeviceRemovalListener;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// A device that is logged out gets no more notifications; a deactivated user has no push rules either.
@Component
class PusherRemoval implements DeviceRemovalListener, AccountListener {
    private final Pushers pushers;
    private final JdbcClient jdbc;

    PusherRemoval(Pushers pushers, JdbcClient jdbc) {
        this.pushers = pushers;
        this.jdbc = jdbc;
    }

    @Override
    public Runnable removing(UserId user, List<String> deviceIds) {
        return pushers.removingDevices(user.value(), deviceIds);
    }

    @Override
    public Runnable deactivated(UserId user, boolean erase) {
        jdbc.sql("DELETE FROM push_rules WHERE user_id = ?").param(user.value()).update();
        return pushers.removingUser(user.value());
    }
}
