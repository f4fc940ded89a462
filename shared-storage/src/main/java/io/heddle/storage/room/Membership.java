package io.heddle.storage.room;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/// A user's present membership of a room.
///
/// @param membership `join`, `invite`, `knock`, `leave` or `ban`
/// @param eventNid the number of the member event
/// @param sender who sent the member event
/// @param forgotten the user has forgotten the room since
public record Membership(
        UserId userId,
        long roomNid,
        String membership,
        long eventNid,
        EventId eventId,
        UserId sender,
        @Nullable String displayName,
        @Nullable String avatarUrl,
        boolean forgotten) {

    public static final String JOIN = "join";
    public static final String INVITE = "invite";
    public static final String KNOCK = "knock";
    public static final String LEAVE = "leave";
    public static final String BAN = "ban";

    public boolean isJoined() {
        return membership.equals(JOIN);
    }
}
