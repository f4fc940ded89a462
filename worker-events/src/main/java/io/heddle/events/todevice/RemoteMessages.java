package io.heddle.events.todevice;

import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.ToDeviceBatch.RemoteMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Packs messages for users of other servers into contents of `m.direct_to_device`, none much larger than an event may be.
/// https://spec.matrix.org/v1.19/server-server-api/#send-to-device-messaging
@Component
class RemoteMessages {
    private static final int MAX_BYTES = 65_536;
    private static final int ID_BYTES = 12;

    private final RandomGenerator random;

    RemoteMessages(RandomGenerator random) {
        this.random = random;
    }

    Packing packing(UserId sender, String type) {
        return new Packing(sender, type);
    }

    final class Packing {
        private final UserId sender;
        private final String type;
        private final Map<ServerName, Parcel> open = new HashMap<>();
        private final List<RemoteMessage> finished = new ArrayList<>();

        private Packing(UserId sender, String type) {
            this.sender = sender;
            this.type = type;
        }

        /// @param contents device id → content
        void add(UserId user, ObjectNode contents) {
            contents.forEachEntry((device, content) -> add(user, device, content));
        }

        private void add(UserId user, String device, JsonNode content) {
            int size = Json.bytes(content).length + device.length() + user.value().length() + 16;
            Parcel parcel = open.get(user.server());
            if (parcel != null && parcel.size + size > MAX_BYTES) {
                close(user.server(), parcel);
                parcel = null;
            }
            if (parcel == null) {
                parcel = new Parcel(user);
                open.put(user.server(), parcel);
            }
            parcel.add(user, device, content, size);
        }

        List<RemoteMessage> finished() {
            open.forEach(this::close);
            open.clear();
            return finished;
        }

        private void close(ServerName server, Parcel parcel) {
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            ObjectNode edu = Json.object();
            edu.put("sender", sender.value())
                    .put("type", type)
                    .put("message_id", UnpaddedBase64.encodeUrlSafe(id))
                    .set("messages", parcel.messages);
            finished.add(new RemoteMessage(server, parcel.first.value(), Json.bytes(edu)));
        }
    }

    private static final class Parcel {
        private final UserId first;
        private final ObjectNode messages = Json.object();
        private int size;

        Parcel(UserId first) {
            this.first = first;
        }

        void add(UserId user, String device, JsonNode content, int bytes) {
            ObjectNode devices = Json.object(messages, user.value());
            (devices != null ? devices : messages.putObject(user.value())).set(device, content);
            size += bytes;
        }
    }
}
