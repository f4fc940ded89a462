package io.heddle.sync.v3;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.e2ee.KeyCounts;
import io.heddle.storage.e2ee.OneTimeKeys;
import io.heddle.storage.e2ee.ToDeviceMessage;
import io.heddle.storage.e2ee.ToDeviceMessages;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What concerns the device that syncs: messages that wait for it and what is left of its one-time keys.
/// https://spec.matrix.org/v1.19/client-server-api/#extensions-to-sync
@Component
class DeviceSection {
    private static final int DEVICES = 100_000;
    private static final KeyCounts NO_DEVICE = new KeyCounts(Map.of(), List.of());

    private final ToDeviceMessages messages;
    private final OneTimeKeys keys;
    private final Cache<Device, Long> acknowledged =
            Caffeine.newBuilder().maximumSize(DEVICES).build();

    DeviceSection(ToDeviceMessages messages, OneTimeKeys keys) {
        this.messages = messages;
        this.keys = keys;
    }

    private record Device(String userId, String deviceId) {}

    /// Messages that waited, and up to where the answer brings them.
    record Messages(List<ToDeviceMessage> messages, long position) {}

    /// Forgets what the device has by coming back with a token. Asks storage only when there may be something to forget.
    void acknowledge(SyncRequest request, SyncContext context) {
        SyncToken since = request.since();
        if (request.deviceId() == null || since == null) {
            return;
        }
        long upTo =
                Math.min(since.position(StreamName.TO_DEVICE), context.now(StreamName.TO_DEVICE));
        Device device = new Device(request.user().value(), request.deviceId());
        Long done = acknowledged.getIfPresent(device);
        if (done == null || done < upTo && context.user().mayHaveNews(StreamName.TO_DEVICE, done)) {
            messages.acknowledge(request.user(), request.deviceId(), upTo);
            acknowledged.put(device, upTo);
        }
    }

    Messages messages(SyncContext context) {
        String device = context.request().deviceId();
        long now = context.now(StreamName.TO_DEVICE);
        if (device == null || !context.mayHaveNews(StreamName.TO_DEVICE)) {
            return new Messages(List.of(), now);
        }
        List<ToDeviceMessage> found =
                messages.pending(
                        context.userId(),
                        device,
                        context.since(StreamName.TO_DEVICE),
                        now,
                        ToDeviceMessages.SYNC_LIMIT);
        boolean more = found.size() >= ToDeviceMessages.SYNC_LIMIT;
        return new Messages(found, more ? found.getLast().position() : now);
    }

    KeyCounts keyCounts(SyncContext context) {
        @Nullable String device = context.request().deviceId();
        return device == null ? NO_DEVICE : keys.counts(context.userId(), device);
    }
}
