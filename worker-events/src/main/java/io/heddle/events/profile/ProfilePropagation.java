package io.heddle.events.profile;

import io.heddle.events.membership.MembershipContent;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Brings a changed name or avatar into the member events of all rooms the user is in, a bounded number at a time.
@Component
class ProfilePropagation {
    private static final Logger LOG = LoggerFactory.getLogger(ProfilePropagation.class);
    private static final int AT_ONCE = 32;

    private final Memberships memberships;
    private final Rooms rooms;
    private final Events events;
    private final RoomWriter writer;
    private final MembershipContent contents;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    ProfilePropagation(
            Memberships memberships,
            Rooms rooms,
            Events events,
            RoomWriter writer,
            MembershipContent contents) {
        this.memberships = memberships;
        this.rooms = rooms;
        this.events = events;
        this.writer = writer;
        this.contents = contents;
    }

    /// Returns when every room has the user's present profile, or refuses it.
    void propagate(UserId user) {
        List<Membership> joined = memberships.ofUser(user, List.of(Membership.JOIN));
        Map<Long, Room> known =
                rooms.findAll(joined.stream().map(Membership::roomNid).collect(Collectors.toSet()));
        Map<Long, StoredEvent> present =
                events.byNids(joined.stream().map(Membership::eventNid).toList());
        ObjectNode profile = contents.withProfile(user, Membership.JOIN, null);
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> sends =
                    joined.stream()
                            .filter(membership -> known.containsKey(membership.roomNid()))
                            .map(membership ->
                                    tasks.submit(() ->
                                            update(
                                                    java.util.Objects.requireNonNull(
                                                            known.get(membership.roomNid())),
                                                    user,
                                                    content(
                                                            present.get(membership.eventNid()),
                                                            profile))))
                            .toList();
            LOG.debug("{} rooms get the profile of {}", sends.size(), user);
        }
    }

    /// The member event's content with only name and avatar changed.
    private static ObjectNode content(
            @org.jspecify.annotations.Nullable StoredEvent present, ObjectNode profile) {
        ObjectNode content = present == null ? Json.object() : present.pdu().content().deepCopy();
        content.remove(
                List.of(
                        "displayname",
                        "avatar_url",
                        "reason",
                        "join_authorised_via_users_server",
                        "third_party_invite"));
        content.setAll(profile);
        return content;
    }

    private void update(Room room, UserId user, ObjectNode content) {
        slots.acquireUninterruptibly();
        try {
            writer.send(room.id(), EventDraft.state(user, "m.room.member", user.value(), content));
        } catch (MatrixException e) {
            LOG.info("{} does not take the profile of {}: {}", room.id(), user, e.getMessage());
        } finally {
            slots.release();
        }
    }
}
