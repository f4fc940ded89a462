package io.heddle.protocol.push;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.PropertyPath;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An event in its room, as push rules see it; built once and shared by the evaluations of all users.
/// Immutable as long as the event's tree is left alone.
public final class PushContext {
    private static final PropertyPath ROOM_ID = new PropertyPath(List.of("room_id"));

    private final ObjectNode event;
    private final RoomId roomId;
    private final UserId sender;
    private final long memberCount;
    private final long senderPower;
    private final ToLongFunction<String> notificationPower;
    private final @Nullable Set<String> threadSubscribers;

    /// @param event the event's JSON with at least `type`, `sender` and `content`
    /// @param memberCount joined members of the room, after the event
    /// @param senderPower the sender's power level before the event
    /// @param notificationPower the level that `notifications` in the power levels demands for a key such as `room`
    public PushContext(
            ObjectNode event,
            RoomId roomId,
            UserId sender,
            long memberCount,
            long senderPower,
            ToLongFunction<String> notificationPower) {
        this(event, roomId, sender, memberCount, senderPower, notificationPower, null);
    }

    private PushContext(
            ObjectNode event,
            RoomId roomId,
            UserId sender,
            long memberCount,
            long senderPower,
            ToLongFunction<String> notificationPower,
            @Nullable Set<String> threadSubscribers) {
        this.event = event;
        this.roomId = roomId;
        this.sender = sender;
        this.memberCount = memberCount;
        this.senderPower = senderPower;
        this.notificationPower = notificationPower;
        this.threadSubscribers = threadSubscribers;
    }

    /// The same event as part of a thread that has these subscribers, MSC4306.
    public PushContext inThread(Set<String> subscribers) {
        return new PushContext(
                event,
                roomId,
                sender,
                memberCount,
                senderPower,
                notificationPower,
                Set.copyOf(subscribers));
    }

    /// As the constructor, for an event of any room version.
    public static PushContext of(
            Pdu event,
            long memberCount,
            long senderPower,
            ToLongFunction<String> notificationPower) {
        return new PushContext(
                event.json(),
                event.roomId(),
                event.sender(),
                memberCount,
                senderPower,
                notificationPower);
    }

    public RoomId roomId() {
        return roomId;
    }

    public UserId sender() {
        return sender;
    }

    /// Who is subscribed to the event's thread; null outside threads and where there are no subscriptions.
    @Nullable Set<String> threadSubscribers() {
        return threadSubscribers;
    }

    long memberCount() {
        return memberCount;
    }

    boolean senderMayNotify(String key) {
        return senderPower >= notificationPower.applyAsLong(key);
    }

    /// The event's property, or null. The create event of a room whose id derives from it carries no `room_id`, yet
    /// rules may name it.
    @Nullable JsonNode find(PropertyPath path) {
        JsonNode value = path.resolve(event);
        return value == null && path.equals(ROOM_ID)
                ? JsonNodeFactory.instance.stringNode(roomId.value())
                : value;
    }

    /// The property's value when it is a string, else null.
    @Nullable String findString(PropertyPath path) {
        JsonNode value = find(path);
        return value != null && value.isString() ? value.stringValue() : null;
    }
}
