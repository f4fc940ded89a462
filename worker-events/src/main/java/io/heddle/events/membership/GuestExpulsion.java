package io.heddle.events.membership;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.RoomState;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Has this server's guests leave a room that guests may no longer join. The instance that writes the room does it.
/// https://spec.matrix.org/v1.19/client-server-api/#guest-access
@Component
class GuestExpulsion {
    private static final Logger LOG = LoggerFactory.getLogger(GuestExpulsion.class);
    private static final StateKey GUEST_ACCESS = new StateKey("m.room.guest_access", "");
    private static final int AT_ONCE = 50;

    private final Duties duties;
    private final RoomState state;
    private final Memberships memberships;
    private final MembershipContent contents;
    private final RoomWriter writer;

    GuestExpulsion(
            Streams streams,
            Duties duties,
            RoomState state,
            Memberships memberships,
            MembershipContent contents,
            RoomWriter writer) {
        this.duties = duties;
        this.state = state;
        this.memberships = memberships;
        this.contents = contents;
        this.writer = writer;
        streams.<StreamRow.Event>listen(
                StreamName.EVENTS, (from, to, rows) -> rows.forEach(this::hear));
    }

    private void hear(StreamRow.Event event) {
        if (event.type().equals(GUEST_ACCESS.type())
                && GUEST_ACCESS.key().equals(event.stateKey())
                && !event.softFailed()
                && duties.held(Duty.room(event.roomId())).isPresent()) {
            Thread.ofVirtual()
                    .name("guest-expulsion")
                    .start(() -> expel(event.roomNid(), new RoomId(event.roomId())));
        }
    }

    private void expel(long roomNid, RoomId roomId) {
        try {
            boolean welcome =
                    state.current(roomNid, GUEST_ACCESS)
                            .map(event ->
                                    "can_join".equals(Json.string(event.content(), "guest_access")))
                            .orElse(false);
            List<UserId> guests = welcome ? List.of() : memberships.guests(roomNid);
            for (int i = 0; i < guests.size(); i += AT_ONCE) {
                leave(roomId, guests.subList(i, Math.min(i + AT_ONCE, guests.size())));
            }
        } catch (RuntimeException e) {
            LOG.warn("Guests stay in {}: {}", roomId, e.getMessage());
        }
    }

    private void leave(RoomId roomId, List<UserId> guests) {
        try {
            writer.sendAll(roomId, guests.stream().map(this::leaving).toList());
        } catch (MatrixException e) {
            if (guests.size() == 1) {
                LOG.info("{} stays in {}: {}", guests.getFirst(), roomId, e.getMessage());
            } else {
                guests.forEach(guest -> leave(roomId, List.of(guest)));
            }
        }
    }

    private EventDraft leaving(UserId guest) {
        return EventDraft.state(
                guest, "m.room.member", guest.value(), contents.plain(Membership.LEAVE, null));
    }
}
