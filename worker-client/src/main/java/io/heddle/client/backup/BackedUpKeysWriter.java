package io.heddle.client.backup;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.BackedUpKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes keys as they come, ordered by room, without building a tree of them: a backup may hold very many.
final class BackedUpKeysWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator json = Json.MAPPER.createGenerator(bytes);
    private @Nullable RoomId room;
    private long count;

    /// A key alone.
    void single(BackedUpKey key) {
        count++;
        value(key);
    }

    /// The next key among the `sessions` of a room.
    void session(BackedUpKey key) {
        if (count++ == 0) {
            beginSessions();
        }
        json.writeName(key.sessionId());
        value(key);
    }

    /// The next key among the `rooms`.
    void room(BackedUpKey key) {
        if (count++ == 0) {
            beginRooms();
        }
        if (!key.roomId().equals(room)) {
            if (room != null) {
                json.writeEndObject();
                json.writeEndObject();
            }
            room = key.roomId();
            json.writeName(key.roomId().value());
            beginSessions();
        }
        json.writeName(key.sessionId());
        value(key);
    }

    private void beginSessions() {
        json.writeStartObject();
        json.writeName("sessions");
        json.writeStartObject();
    }

    private void beginRooms() {
        json.writeStartObject();
        json.writeName("rooms");
        json.writeStartObject();
    }

    private void value(BackedUpKey key) {
        json.writeStartObject();
        json.writeNumberProperty("first_message_index", key.firstMessageIndex());
        json.writeNumberProperty("forwarded_count", key.forwardedCount());
        json.writeBooleanProperty("is_verified", key.isVerified());
        json.writeName("session_data");
        json.writeRawValue(new String(key.sessionData(), StandardCharsets.UTF_8));
        json.writeEndObject();
    }

    boolean isEmpty() {
        return count == 0;
    }

    byte[] keyBytes() {
        json.close();
        return bytes.toByteArray();
    }

    byte[] sessionBytes() {
        if (isEmpty()) {
            beginSessions();
        }
        json.close();
        return bytes.toByteArray();
    }

    byte[] roomBytes() {
        if (isEmpty()) {
            beginRooms();
        }
        json.close();
        return bytes.toByteArray();
    }
}
