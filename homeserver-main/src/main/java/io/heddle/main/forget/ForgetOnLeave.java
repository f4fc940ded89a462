package io.heddle.main.forget;

import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/// Marks rooms as forgotten when a local user leaves, is kicked or is banned.
/// https://spec.matrix.org/v1.19/client-server-api/#mforget_forced_upon_leave-capability
@Component
@ConditionalOnProperty(name = "homeserver.forget-rooms-on-leave", havingValue = "true")
class ForgetOnLeave implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(ForgetOnLeave.class);
    private static final Set<String> GONE = Set.of(Membership.LEAVE, Membership.BAN);

    private final Memberships memberships;
    private final ServerName serverName;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("forget-rooms").factory());

    ForgetOnLeave(Memberships memberships, Streams streams, HomeserverSettings settings) {
        this.memberships = memberships;
        this.serverName = ServerName.parse(settings.serverName());
        streams.<StreamRow.Event>listen(StreamName.EVENTS, (from, to, rows) -> hear(rows));
    }

    private void hear(List<StreamRow.Event> rows) {
        for (StreamRow.Event row : rows) {
            String user = row.stateKey();
            if (row.membership() != null
                    && GONE.contains(row.membership())
                    && user != null
                    && UserId.isValid(user)) {
                forgetLater(UserId.parse(user), row.roomNid());
            }
        }
    }

    private void forgetLater(UserId user, long roomNid) {
        if (!user.isOn(serverName)) {
            return;
        }
        try {
            worker.execute(() -> forget(user, roomNid));
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping: {} remembers a room", user);
        }
    }

    private void forget(UserId user, long roomNid) {
        try {
            memberships.forget(user, roomNid);
        } catch (RuntimeException e) {
            LOG.warn("Room not forgotten for {}: {}", user, e.getMessage());
        }
    }

    @Override
    public void destroy() {
        worker.shutdown();
    }
}
