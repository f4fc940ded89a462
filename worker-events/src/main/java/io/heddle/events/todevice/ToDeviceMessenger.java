package io.heddle.events.todevice;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.CanonicalJsonException;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.e2ee.ToDeviceBatch;
import io.heddle.storage.e2ee.ToDeviceBatch.Once;
import io.heddle.storage.e2ee.ToDeviceBatch.Recipient;
import io.heddle.storage.e2ee.ToDeviceSender;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Sorts a request's messages by whom they are for and queues them, once however often the request is repeated.
@Component
class ToDeviceMessenger {
    /// What fits into a transaction between servers.
    static final int MAX_CONTENT_BYTES = 65_536;

    private static final String KEY_REQUEST = "m.room_key_request";

    private final ToDeviceSender sender;
    private final RateLimiter limiter;
    private final RemoteMessages remoteMessages;
    private final ServerName self;

    ToDeviceMessenger(
            ToDeviceSender sender,
            RateLimiter limiter,
            RemoteMessages remoteMessages,
            HomeserverSettings settings) {
        this.sender = sender;
        this.limiter = limiter;
        this.remoteMessages = remoteMessages;
        this.self = ServerName.parse(settings.serverName());
    }

    /// @param messages user id → device id → content; entries that are no user id are ignored
    void send(Requester requester, String type, String txnId, ObjectNode messages) {
        List<byte[]> events = new ArrayList<>();
        List<Recipient> local = new ArrayList<>();
        RemoteMessages.Packing remote = remoteMessages.packing(requester.userId(), type);
        messages.forEachEntry((name, byDevice) -> {
            ObjectNode contents = checked(name, byDevice);
            Optional<UserId> user = user(name);
            if (user.isEmpty() || isDropped(requester, user.get(), type)) {
                return;
            }
            if (!user.get().server().equals(self)) {
                remote.add(user.get(), contents);
                return;
            }
            contents.forEachEntry((device, content) -> {
                local.add(new Recipient(name, device, events.size()));
                events.add(event(requester.userId(), type, content));
            });
        });
        String device = requester.deviceId() == null ? "" : requester.deviceId();
        sender.send(
                new ToDeviceBatch(
                        new Once(requester.userId().value(), device, type, txnId),
                        events,
                        local,
                        remote.finished()));
    }

    private static ObjectNode checked(String user, JsonNode byDevice) {
        if (!(byDevice instanceof ObjectNode contents)) {
            throw MatrixException.badJson("The messages of " + user + " must be an object");
        }
        contents.forEach(content -> {
            if (!content.isObject()) {
                throw MatrixException.badJson("The content of a message must be an object");
            }
            if (size(content) > MAX_CONTENT_BYTES) {
                throw MatrixException.tooLarge("A message to a device is too large");
            }
        });
        return contents;
    }

    private static int size(JsonNode content) {
        try {
            return CanonicalJson.encodeLenient(content).length;
        } catch (CanonicalJsonException e) {
            throw MatrixException.badJson("The content of a message must be canonical JSON");
        }
    }

    /// Requests for keys of others are dropped when there are too many of them: nobody waits for each.
    private boolean isDropped(Requester requester, UserId to, String type) {
        if (!type.equals(KEY_REQUEST) || to.equals(requester.userId())) {
            return false;
        }
        try {
            limiter.check(
                    Limit.KEY_REQUESTS, requester, requester.userId() + " " + requester.deviceId());
            return false;
        } catch (MatrixException e) {
            return true;
        }
    }

    private static byte[] event(UserId sender, String type, JsonNode content) {
        ObjectNode event = Json.object();
        event.put("sender", sender.value()).put("type", type).set("content", content);
        return Json.bytes(event);
    }

    private static Optional<UserId> user(String name) {
        try {
            return Optional.of(UserId.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
