package io.heddle.events.typing;

import io.heddle.replication.ephemeral.EphemeralStreams;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Writes the typing stream: the whole list of a room at each change, and again when a user's time runs out.
@Component
class TypingWriter implements DisposableBean {
    private final EphemeralStreams streams;
    private final Clock clock;
    private final Map<String, Map<String, Long>> rooms = new HashMap<>();
    private final ScheduledExecutorService timer =
            new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("typing").factory());

    TypingWriter(EphemeralStreams streams, Clock clock) {
        this.streams = streams;
        this.clock = clock;
    }

    synchronized void start(String roomId, String userId, Duration timeout) {
        Map<String, Long> users = rooms.computeIfAbsent(roomId, id -> new HashMap<>());
        boolean isNew = users.put(userId, clock.millis() + timeout.toMillis()) == null;
        timer.schedule(() -> expire(roomId), timeout.toMillis() + 1, TimeUnit.MILLISECONDS);
        if (isNew) {
            tell(roomId);
        }
    }

    synchronized void stop(String roomId, String userId) {
        Map<String, Long> users = rooms.get(roomId);
        if (users != null && users.remove(userId) != null) {
            tell(roomId);
        }
    }

    private synchronized void expire(String roomId) {
        Map<String, Long> users = rooms.get(roomId);
        long now = clock.millis();
        if (users != null && users.values().removeIf(until -> until <= now)) {
            tell(roomId);
        }
    }

    private void tell(String roomId) {
        Map<String, Long> users = rooms.getOrDefault(roomId, Map.of());
        List<String> typing = users.keySet().stream().sorted().toList();
        if (typing.isEmpty()) {
            rooms.remove(roomId);
        }
        streams.publish(
                StreamName.TYPING,
                roomId,
                position -> new StreamRow.Typing(position, roomId, typing));
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
