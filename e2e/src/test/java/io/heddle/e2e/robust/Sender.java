package io.heddle.e2e.robust;

import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sends one message after the other to a room. What was not acknowledged because the server died is sent again under the
/// same transaction id, as clients do; every third time it is given up instead.
final class Sender implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServerProcess server;
    private final TestClient client;
    private final String room;
    private final String name;

    /// Event ids by message, of those that were acknowledged, in order.
    private final List<Map.Entry<String, String>> acknowledged = new ArrayList<>();

    private final Map<String, Boolean> sent = new ConcurrentHashMap<>();
    private int failures;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;

    Sender(ServerProcess server, TestClient client, String room, String name) {
        this.server = server;
        this.client = client;
        this.room = room;
        this.name = name;
    }

    @Override
    public void run() {
        try {
            for (int i = 0; !stopped; i++) {
                send(name + "-" + i);
            }
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    /// What made it end early.
    @Nullable Throwable failure() {
        return failure;
    }

    private void send(String message) throws InterruptedException {
        sent.put(message, true);
        while (true) {
            Answer answer = attempt(message);
            if (answer != null && answer.status() == 200) {
                add(message, answer.text("event_id"));
                return;
            }
            if (answer != null && answer.status() < 500) {
                throw new AssertionError(answer.toString());
            }
            if (stopped || ++failures % 3 == 0 || !server.awaitUp()) {
                return;
            }
        }
    }

    private @Nullable Answer attempt(String message) {
        try {
            return put(message);
        } catch (UncheckedIOException e) {
            return null; // whether it arrived, nobody knows
        }
    }

    private Answer put(String message) {
        return client.put(
                "/_matrix/client/v3/rooms/"
                        + TestClient.enc(room)
                        + "/send/m.room.message/"
                        + message,
                "{\"msgtype\":\"m.text\",\"body\":\"" + message + "\"}");
    }

    private synchronized void add(String message, String eventId) {
        acknowledged.add(Map.entry(message, eventId));
        notifyAll();
    }

    /// Waits until so many more are acknowledged.
    synchronized void awaitMore(int count) throws InterruptedException {
        int goal = acknowledged.size() + count;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (acknowledged.size() < goal) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(name + " gets no further");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    void stop() {
        stopped = true;
    }

    String room() {
        return room;
    }

    synchronized List<Map.Entry<String, String>> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /// All that it tried to send.
    Set<String> sent() {
        return sent.keySet();
    }

    /// Sends messages once more. Gives the event ids that came back.
    List<String> repeat(List<Map.Entry<String, String>> messages) {
        return messages.stream().map(sent -> put(sent.getKey()).ok().text("event_id")).toList();
    }

    List<Map.Entry<String, String>> last(int count) {
        List<Map.Entry<String, String>> all = acknowledged();
        return all.subList(Math.max(0, all.size() - count), all.size());
    }
}
