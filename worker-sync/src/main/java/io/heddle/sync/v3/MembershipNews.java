package io.heddle.sync.v3;

import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.stream.StreamName;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.MembershipHistory;
import io.heddle.storage.room.Rooms;
import io.heddle.sync.live.UserRoom;
import io.heddle.sync.live.UserRooms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Sorts the rooms whose membership the user changed since the client's token.
@Component
class MembershipNews {
    private final MembershipHistory memberships;
    private final Rooms rooms;
    private final boolean forgottenAtOnce;

    MembershipNews(MembershipHistory memberships, Rooms rooms, HomeserverSettings settings) {
        this.memberships = memberships;
        this.rooms = rooms;
        this.forgottenAtOnce = settings.forgetRoomsOnLeave();
    }

    /// @param newlyJoined rooms that the user is in now but was not all the time, by number
    /// @param invited rooms with a new invite
    /// @param knocked rooms that the user knocked on
    /// @param left rooms that the user is out of now
    record News(
            Set<Long> newlyJoined,
            List<UserRoom> invited,
            List<UserRoom> knocked,
            List<Left> left) {
        static final News NONE = new News(Set.of(), List.of(), List.of(), List.of());
    }

    /// A room that the user left, was removed from, or whose invite ended.
    ///
    /// @param room with the event that ended it
    /// @param wasJoined the user was in the room at the client's token
    /// @param joinedMeanwhile the user joined and left since
    record Left(UserRoom room, boolean wasJoined, boolean joinedMeanwhile) {
        boolean hasBeenJoined() {
            return wasJoined || joinedMeanwhile;
        }
    }

    /// The memberships a user had of one room: at the token, and those that followed.
    private record Course(String atToken, List<UserRoom> since) {
        boolean hasJoin() {
            return since.stream().anyMatch(UserRoom::isJoined);
        }

        boolean hasGap() {
            return !atToken.equals(Membership.JOIN)
                    || since.stream().anyMatch(room -> !room.isJoined());
        }
    }

    News since(SyncContext context) {
        if (context.isInitial() || !context.mayHaveNews(StreamName.EVENTS)) {
            return News.NONE;
        }
        Map<Long, Course> courses = courses(context);
        if (courses.isEmpty()) {
            return News.NONE;
        }
        News news =
                new News(new HashSet<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        courses.forEach((nid, course) -> sort(course, context.rooms().get(nid), news));
        forget(context, news);
        return news;
    }

    private static void sort(
            Course course, @org.jspecify.annotations.Nullable UserRoom now, News news) {
        if (now == null) {
            boolean was = course.atToken().equals(Membership.JOIN);
            news.left().add(new Left(course.since().getLast(), was, course.hasJoin()));
        } else if (now.isInvited()) {
            news.invited().add(now);
        } else if (now.hasKnocked()) {
            news.knocked().add(now);
        } else if (course.hasGap()) {
            news.newlyJoined().add(now.roomNid());
        }
    }

    /// A room that the user has forgotten is not told; where the server forgets it for the user, that they left is.
    private void forget(SyncContext context, News news) {
        if (!forgottenAtOnce && !news.left().isEmpty()) {
            List<Long> left = news.left().stream().map(one -> one.room().roomNid()).toList();
            Set<Long> forgotten = Set.copyOf(memberships.forgotten(context.userId(), left));
            news.left().removeIf(one -> forgotten.contains(one.room().roomNid()));
        }
    }

    private Map<Long, Course> courses(SyncContext context) {
        long since = context.since(StreamName.EVENTS);
        List<UserRooms.Change> known = context.rooms().changesSince(since);
        return known == null ? stored(context, since) : remembered(known);
    }

    private static Map<Long, Course> remembered(List<UserRooms.Change> changes) {
        Map<Long, Course> courses = new LinkedHashMap<>();
        for (UserRooms.Change change : changes) {
            String before =
                    change.before() == null ? Membership.LEAVE : change.before().membership();
            courses.computeIfAbsent(
                            change.after().roomNid(), nid -> new Course(before, new ArrayList<>()))
                    .since()
                    .add(change.after());
        }
        return courses;
    }

    private Map<Long, Course> stored(SyncContext context, long since) {
        long now = context.now(StreamName.EVENTS);
        Set<Long> changed = new HashSet<>();
        memberships
                .between(context.userId(), since, now)
                .forEach(change -> changed.add(change.roomNid()));
        var known = rooms.findAll(changed);
        Map<Long, Course> courses = new LinkedHashMap<>();
        for (MembershipHistory.Change change : memberships.ofRooms(context.userId(), changed)) {
            var room = known.get(change.roomNid());
            if (room == null || change.eventNid() > now) {
                continue;
            }
            if (change.eventNid() <= since) {
                courses.put(room.nid(), new Course(change.membership(), new ArrayList<>()));
            } else {
                courses.computeIfAbsent(
                                room.nid(), nid -> new Course(Membership.LEAVE, new ArrayList<>()))
                        .since()
                        .add(
                                new UserRoom(
                                        room.nid(),
                                        room.id(),
                                        change.membership(),
                                        change.eventNid(),
                                        context.userId().value()));
            }
        }
        courses.values().removeIf(course -> course.since().isEmpty());
        return courses;
    }
}
