package io.heddle.storage.room;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.event.StoredEvent;
import org.jspecify.annotations.Nullable;

/// A user's membership of a room, and how visible its history was, at every place of the timeline.
public final class RoomHistory {
    public static final String WORLD_READABLE = "world_readable";
    public static final String SHARED = "shared";
    public static final String INVITED = "invited";
    public static final String JOINED = "joined";

    private final UserId user;
    private final Spans visibility;
    private final Spans membership;

    private final long horizon;

    RoomHistory(UserId user, Spans visibility, Spans membership) {
        this(user, visibility, membership, Long.MIN_VALUE);
    }

    /// @param horizon messages sent before this time have expired
    RoomHistory(UserId user, Spans visibility, Spans membership, long horizon) {
        this.horizon = horizon;
        this.user = user;
        this.visibility = visibility;
        this.membership = membership;
    }

    /// The user's membership with what the event at a place made of it; `leave` when they had none.
    public String membershipAfter(long position) {
        return orLeave(membership.after(position));
    }

    /// The last place at which the user was joined; null when they never were.
    public @Nullable Long lastJoined() {
        return membership.lastPlace(Membership.JOIN::equals);
    }

    /// Whether the user was in the room when the event at a place came.
    public boolean wasJoinedAt(long position) {
        return orLeave(membership.before(position)).equals(Membership.JOIN);
    }

    /// The visibility after the event at a place.
    public String visibilityAfter(long position) {
        return known(visibility.after(position));
    }

    /// Whether the user may see an event: by the visibility and their membership at the event. Both sides count for changes
    /// of the visibility, and one's own memberships are always seen.
    /// https://spec.matrix.org/v1.19/client-server-api/#server-behaviour-5
    public boolean canSee(StoredEvent event) {
        Long position = event.roomPosition();
        if (position == null || MessageRetention.hasExpired(event, horizon)) {
            return false;
        }
        Pdu pdu = event.pdu();
        String own = orLeave(membership.before(position));
        if (own.equals(Membership.JOIN) || isOwnMembership(event)) {
            return true;
        }
        return allows(known(visibility.before(position)), own, position)
                || pdu.isState("m.room.history_visibility", "")
                        && allows(known(visibility.after(position)), own, position);
    }

    /// Whether the event says what the user is in the room.
    public boolean isOwnMembership(StoredEvent event) {
        return event.pdu().isState("m.room.member", user.value());
    }

    /// The greatest place not above `position` whose event the user may be able to see: lets who walks back through the
    /// timeline jump over what is hidden. Null when everything is hidden.
    public @Nullable Long seekBack(long position) {
        String own = orLeave(membership.before(position));
        if (own.equals(Membership.JOIN)
                || allows(known(visibility.before(position)), own, position)) {
            return position;
        }
        Long member = membership.changeAtOrBelow(position);
        Long visible = visibility.changeAtOrBelow(position);
        if (member == null || visible == null) {
            return member == null ? visible : member;
        }
        return Math.max(member, visible);
    }

    private boolean allows(String visible, String own, long position) {
        return switch (visible) {
            case WORLD_READABLE -> true;
            case JOINED -> false;
            case INVITED -> own.equals(Membership.INVITE);
            default -> joinedAfter(position);
        };
    }

    private boolean joinedAfter(long position) {
        Long last = lastJoined();
        return last != null && last > position;
    }

    private static String orLeave(@Nullable String value) {
        return value == null ? Membership.LEAVE : value;
    }

    /// What is absent or unknown counts as `shared`.
    private static String known(@Nullable String value) {
        return value == null ? SHARED : value;
    }
}
