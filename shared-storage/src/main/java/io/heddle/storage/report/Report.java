package io.heddle.storage.report;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A complaint. What it is about shows in which ids it has.
///
/// @param content what the client sent
public record Report(
        UserId reporter,
        @Nullable RoomId roomId,
        @Nullable EventId eventId,
        @Nullable UserId target,
        @Nullable String reason,
        ObjectNode content) {

    public static Report event(
            UserId reporter,
            RoomId room,
            EventId event,
            @Nullable String reason,
            ObjectNode content) {
        return new Report(reporter, room, event, null, reason, content);
    }

    public static Report room(UserId reporter, RoomId room, String reason, ObjectNode content) {
        return new Report(reporter, room, null, null, reason, content);
    }

    public static Report user(UserId reporter, UserId target, String reason, ObjectNode content) {
        return new Report(reporter, null, null, target, reason, content);
    }
}
