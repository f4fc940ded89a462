package io.heddle.sync.live;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.MembershipHistory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The users who sync, by id and by the rooms they are joined to. A user is loaded at their first request and dropped
/// after a while without one.
final class SyncingUsers {
    private static final List<String> SHOWN =
            List.of(Membership.JOIN, Membership.INVITE, Membership.KNOCK);

    private final Streams streams;
    private final MembershipHistory memberships;
    private final Map<String, SyncingUser> byId = new ConcurrentHashMap<>();
    private final Map<String, Set<SyncingUser>> byRoom = new ConcurrentHashMap<>();
    private final Map<Watch, Integer> watched = new ConcurrentHashMap<>();

    SyncingUsers(Streams streams, MembershipHistory memberships) {
        this.streams = streams;
        this.memberships = memberships;
    }

    private record Watch(SyncingUser user, String roomId) {}

    /// The user, loaded and kept from being dropped until released.
    SyncingUser acquire(UserId id) {
        while (true) {
            SyncingUser user = byId.computeIfAbsent(id.value(), key -> new SyncingUser(id));
            if (user.acquire()) {
                return loaded(user);
            }
            byId.remove(id.value(), user);
        }
    }

    private SyncingUser loaded(SyncingUser user) {
        try {
            if (!user.isLoaded()) {
                load(user);
            }
            return user;
        } catch (RuntimeException e) {
            user.release(System.nanoTime());
            throw e;
        }
    }

    private void load(SyncingUser user) {
        long position = streams.position(StreamName.EVENTS);
        List<UserRoom> rooms =
                memberships.rooms(user.id(), SHOWN).stream()
                        .map(room ->
                                new UserRoom(
                                        room.roomNid(),
                                        room.roomId(),
                                        room.membership(),
                                        room.eventNid(),
                                        room.sender()))
                        .toList();
        synchronized (user) {
            if (user.isLoaded()) {
                return;
            }
            user.load(UserRooms.read(position, rooms));
            user.rooms().joined().forEach(room -> enter(user, room.roomId().value()));
            for (StreamName stream : StreamName.values()) {
                user.knowsFrom(stream, streams.position(stream));
            }
        }
    }

    /// The syncing users who are joined to a room.
    Set<SyncingUser> in(String roomId) {
        return byRoom.getOrDefault(roomId, Set.of());
    }

    @Nullable SyncingUser find(String userId) {
        return byId.get(userId);
    }

    Collection<SyncingUser> all() {
        return byId.values();
    }

    /// How many requests wait for news.
    int waiting() {
        return byId.values().stream().mapToInt(SyncingUser::waiting).sum();
    }

    int rooms() {
        return byRoom.size();
    }

    /// Takes a member event of a user who syncs.
    void change(SyncingUser user, StreamRow.Event row, String membership) {
        UserRoom after =
                new UserRoom(
                        row.roomNid(),
                        RoomId.parse(row.roomId()),
                        membership,
                        row.position(),
                        row.sender());
        synchronized (user) {
            UserRoom before = user.change(after);
            if (before == after) {
                return;
            }
            if (after.isJoined()) {
                enter(user, row.roomId());
            } else {
                exit(user, row.roomId());
            }
        }
    }

    /// Drops the users whom no request has used since `time`.
    void evictIdleSince(long time) {
        for (SyncingUser user : byId.values()) {
            if (user.evictIfIdleSince(time)) {
                byId.remove(user.id().value(), user);
                if (user.isLoaded()) {
                    user.rooms().joined().forEach(room -> exit(user, room.roomId().value()));
                }
            }
        }
    }

    /// Lets a user hear of a room that they are not joined to, until [#unwatch].
    void watch(SyncingUser user, String roomId) {
        watched.merge(new Watch(user, roomId), 1, Integer::sum);
        enter(user, roomId);
    }

    void unwatch(SyncingUser user, String roomId) {
        boolean last =
                watched.computeIfPresent(
                                new Watch(user, roomId),
                                (key, count) -> count == 1 ? null : count - 1)
                        == null;
        synchronized (user) {
            if (last
                    && user.rooms().joined().stream()
                            .noneMatch(room -> room.roomId().value().equals(roomId))) {
                exit(user, roomId);
            }
        }
    }

    private void enter(SyncingUser user, String roomId) {
        byRoom.compute(
                roomId,
                (id, users) -> {
                    Set<SyncingUser> members =
                            users == null ? ConcurrentHashMap.newKeySet() : users;
                    members.add(user);
                    return members;
                });
    }

    private void exit(SyncingUser user, String roomId) {
        byRoom.computeIfPresent(
                roomId,
                (id, users) -> {
                    users.remove(user);
                    return users.isEmpty() ? null : users;
                });
    }
}
