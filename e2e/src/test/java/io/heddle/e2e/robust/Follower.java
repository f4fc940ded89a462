package io.heddle.e2e.robust;

import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Syncs on and on and keeps the ids of all messages in the order they came, by room. After a crash it goes on from the
/// token it had.
final class Follower implements Runnable {
    private static final String FILTER =
            TestClient.enc(
                    "{\"room\":{\"timeline\":{\"limit\":1000},\"ephemeral\":{\"types\":[]}}}");

    private final ServerProcess server;
    private final TestClient client;
    private final Map<String, List<String>> messages = new HashMap<>();
    private final List<String> oldTokens = new ArrayList<>();
    private String since;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;

    Follower(ServerProcess server, TestClient client) {
        this.server = server;
        this.client = client;
        this.since = client.sync(null, 0).ok().text("next_batch");
    }

    @Override
    public void run() {
        try {
            while (!stopped && server.awaitUp()) {
                try {
                    follow(2_000);
                } catch (UncheckedIOException e) {
                    remember(); // the server died: the same token again
                }
            }
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    /// What made it end early.
    @Nullable Throwable failure() {
        return failure;
    }

    /// One sync. True when it brought something.
    synchronized boolean follow(long timeoutMs) {
        Answer answer =
                client.get(
                        "/_matrix/client/v3/sync?timeout="
                                + timeoutMs
                                + "&filter="
                                + FILTER
                                + "&since="
                                + since);
        if (answer.status() >= 500) {
            return false;
        }
        boolean news = false;
        for (Map.Entry<String, JsonNode> room : answer.ok().at("/rooms/join").properties()) {
            JsonNode timeline = room.getValue().path("timeline");
            if (timeline.path("limited").asBoolean(false)) {
                fill(room.getKey(), timeline.path("prev_batch").asString());
            }
            news |= add(room.getKey(), timeline.path("events"));
        }
        since = answer.text("next_batch");
        return news;
    }

    private synchronized void remember() {
        oldTokens.add(since);
    }

    /// What a limited timeline left out.
    private void fill(String room, String before) {
        List<String> gap = new ArrayList<>();
        String from = before;
        while (!from.isEmpty()) {
            Answer page =
                    client.get(
                                    "/_matrix/client/v3/rooms/"
                                            + TestClient.enc(room)
                                            + "/messages?dir=b&limit=1000&from="
                                            + from
                                            + "&to="
                                            + since)
                            .ok();
            Messages.ids(page.at("chunk")).forEach(id -> gap.addFirst(id));
            from = page.text("end");
        }
        messages.computeIfAbsent(room, unseen -> new ArrayList<>()).addAll(gap);
    }

    private boolean add(String room, JsonNode events) {
        List<String> ids = Messages.ids(events);
        return messages.computeIfAbsent(room, unseen -> new ArrayList<>()).addAll(ids);
    }

    void stop() {
        stopped = true;
    }

    TestClient client() {
        return client;
    }

    synchronized List<String> messages(String room) {
        return List.copyOf(messages.getOrDefault(room, List.of()));
    }

    /// The tokens it had when the server died.
    synchronized List<String> oldTokens() {
        return List.copyOf(oldTokens);
    }
}
