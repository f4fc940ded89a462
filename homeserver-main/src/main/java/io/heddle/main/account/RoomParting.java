package io.heddle.main.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.storage.account.Partings;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Has deactivated users leave their rooms and turn down their invitations. Goes on after a restart.
@Component
class RoomParting implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RoomParting.class);
    private static final Duty DUTY = new Duty(Duty.BACKGROUND, "0");
    private static final long EVERY_SECONDS = 60;
    private static final List<String> PRESENT =
            List.of(Membership.JOIN, Membership.INVITE, Membership.KNOCK);

    private final Partings partings;
    private final Memberships memberships;
    private final Rooms rooms;
    private final RoomWriter writer;
    private final Duties duties;
    private final ScheduledExecutorService worker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("room-parting").factory());
    private volatile boolean running;

    RoomParting(
            Partings partings,
            Memberships memberships,
            Rooms rooms,
            RoomWriter writer,
            Duties duties) {
        this.partings = partings;
        this.memberships = memberships;
        this.rooms = rooms;
        this.writer = writer;
        this.duties = duties;
    }

    /// Has the work begin now rather than at the next round.
    void wakeUp() {
        try {
            worker.execute(this::work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping: users part after the restart");
        }
    }

    private void work() {
        if (duties.held(DUTY).isEmpty()) {
            return;
        }
        try {
            for (UserId user : partings.pending()) {
                if (!running) {
                    return;
                }
                if (leaveAll(user)) {
                    partings.end(user);
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("Users not parted from their rooms, trying again later", e);
        }
    }

    /// Whether the user is out of all rooms, or what is left cannot be helped.
    private boolean leaveAll(UserId user) {
        List<Membership> present = memberships.ofUser(user, PRESENT);
        Map<Long, Room> known = rooms.findAll(present.stream().map(Membership::roomNid).toList());
        boolean done = true;
        for (Membership membership : present) {
            Room room = known.get(membership.roomNid());
            if (room != null && running) {
                done &= leave(user, room);
            }
        }
        return done && running;
    }

    private boolean leave(UserId user, Room room) {
        try {
            writer.send(
                    room.id(),
                    EventDraft.state(
                            user,
                            "m.room.member",
                            user.value(),
                            Json.object().put("membership", "leave")));
            return true;
        } catch (MatrixException e) {
            LOG.info("{} could not leave {}: {}", user, room.id(), e.getMessage());
            return e.status() < 500;
        }
    }

    @Override
    public void start() {
        running = true;
        worker.scheduleWithFixedDelay(this::work, 5, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        running = false;
        worker.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
