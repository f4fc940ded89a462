package io.heddle.protocol.event;

import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Makes a new event in the format of a room version: collects its fields, then hashes, signs and checks it.
public final class EventBuilder {
    private final RoomVersion version;
    private @Nullable String type;
    private @Nullable String stateKey;
    private @Nullable UserId sender;
    private @Nullable RoomId roomId;
    private ObjectNode content = Json.object();
    private Collection<EventId> prevEvents = List.of();
    private Collection<EventId> authEvents = List.of();
    private Map<EventId, String> referenceHashes = Map.of();
    private long depth = 1;
    private long originServerTs;
    private @Nullable EventId redacts;
    private @Nullable Long stickyMs;

    public EventBuilder(RoomVersion version) {
        this.version = version;
    }

    public EventBuilder type(String type) {
        this.type = type;
        return this;
    }

    /// Null, the default, makes no state event.
    public EventBuilder stateKey(@Nullable String stateKey) {
        this.stateKey = stateKey;
        return this;
    }

    public EventBuilder sender(UserId sender) {
        this.sender = sender;
        return this;
    }

    /// Null only for the create event of a version whose room ids are hashes.
    public EventBuilder roomId(@Nullable RoomId roomId) {
        this.roomId = roomId;
        return this;
    }

    /// The object must not change afterwards.
    public EventBuilder content(ObjectNode content) {
        this.content = content;
        return this;
    }

    public EventBuilder prevEvents(Collection<EventId> prevEvents) {
        this.prevEvents = List.copyOf(prevEvents);
        return this;
    }

    public EventBuilder authEvents(Collection<EventId> authEvents) {
        this.authEvents = List.copyOf(authEvents);
        return this;
    }

    /// Reference hashes in unpadded base64, which references of room versions 1 and 2 carry beside the ids.
    public EventBuilder referenceHashes(Map<EventId, String> hashes) {
        this.referenceHashes = Map.copyOf(hashes);
        return this;
    }

    /// Cut down to the room version's limit.
    public EventBuilder depth(long depth) {
        this.depth = Math.min(depth, version.maxDepth());
        return this;
    }

    public EventBuilder originServerTs(long milliseconds) {
        this.originServerTs = milliseconds;
        return this;
    }

    /// Goes to the top level or into the content, as the room version wants.
    public EventBuilder redacts(@Nullable EventId redacts) {
        this.redacts = redacts;
        return this;
    }

    /// See [Stickiness]; null, the default, makes no sticky event.
    public EventBuilder sticky(@Nullable Long durationMs) {
        this.stickyMs = durationMs;
        return this;
    }

    /// The signed event. Throws [InvalidEventException] when it breaks a limit.
    public Pdu build(ServerName server, SigningKey key) {
        return EventSigner.hashAndSign(template(), version, server, key);
    }

    /// The event without hashes, signatures and id, as `make_join` and its kind answer with.
    public ObjectNode template() {
        ObjectNode event = Json.object();
        event.set(
                "auth_events",
                EventReferences.write(authEvents, version.eventFormat(), referenceHashes));
        event.set("content", contentWithTarget());
        event.put("depth", depth);
        event.put("origin_server_ts", originServerTs);
        event.set(
                "prev_events",
                EventReferences.write(prevEvents, version.eventFormat(), referenceHashes));
        if (stickyMs != null) {
            event.set(Stickiness.KEY, Stickiness.field(stickyMs));
        }
        if (redacts != null && !version.redactsInContent()) {
            event.put("redacts", redacts.value());
        }
        if (roomId != null) {
            event.put("room_id", roomId.value());
        }
        event.put("sender", Objects.requireNonNull(sender, "sender").value());
        if (stateKey != null) {
            event.put("state_key", stateKey);
        }
        return event.put("type", Objects.requireNonNull(type, "type"));
    }

    private ObjectNode contentWithTarget() {
        if (redacts == null || !version.redactsInContent()) {
            return content;
        }
        ObjectNode copy = Json.object();
        copy.setAll(content);
        return copy.put("redacts", redacts.value());
    }
}
