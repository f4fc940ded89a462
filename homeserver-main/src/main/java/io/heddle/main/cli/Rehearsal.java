package io.heddle.main.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The requests of an ordinary client's first minute, then a busy room for some seconds: methods that are run often enough
/// to be compiled leave a profile, from which the next start compiles them early. What is answered matters only where the
/// next request needs it.
final class Rehearsal {
    private static final int ROUNDS = 20;
    private static final int TALKERS = 8;
    private static final int LISTENERS = 10;
    private static final int MESSAGES = 300;

    private final HttpClient http;
    private final String homeserver;
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    Rehearsal(HttpClient http, String homeserver) {
        this.http = http;
        this.homeserver = homeserver;
    }

    void withoutAccount() {
        for (int i = 0; i < ROUNDS; i++) {
            call("GET", "/_matrix/client/versions", "", "");
            call("GET", "/_matrix/client/v3/login", "", "");
            call("GET", "/.well-known/matrix/client", "", "");
            call("GET", "/_matrix/key/v2/server", "", "");
        }
    }

    /// @param token of the account that does everything
    /// @param listener the token of one that only reads along
    void withAccount(String token, String listener) {
        call("POST", "/_matrix/client/v3/login", "", LOGIN);
        call("POST", "/_matrix/client/v3/keys/query", token, "{\"device_keys\":{}}");
        call("GET", "/_matrix/client/v3/capabilities", token, "");
        call("GET", "/_matrix/client/v3/pushrules/", token, "");
        JsonNode created =
                call(
                        "POST",
                        "/_matrix/client/v3/createRoom",
                        token,
                        "{\"preset\":\"public_chat\"}");
        String roomId = encode(created.path("room_id").asString(""));
        String room = "/_matrix/client/v3/rooms/" + roomId;
        String since =
                call("GET", "/_matrix/client/v3/sync?timeout=0", token, "")
                        .path("next_batch")
                        .asString("");
        allAtOnce(talker -> talk(talker, room, token, since));
        call("POST", "/_matrix/client/v3/join/" + roomId, listener, "{}");
        listen(room, token, listener);
        call("GET", room + "/messages?dir=b&limit=20", token, "");
        call("GET", room + "/members", token, "");
        call("PUT", room + "/state/m.room.topic", token, "{\"topic\":\"rehearsal\"}");
        call("POST", "/_matrix/client/v3/logout", token, "");
        failures.forEach(System.out::println);
    }

    private void talk(int talker, String room, String token, String first) {
        String since = first;
        for (int i = 0; i < MESSAGES; i++) {
            call("PUT", room + "/send/m.room.message/" + talker + "-" + i, token, MESSAGE);
            if (i % 4 == talker % 4) {
                since = next(token, since, 0);
                call("GET", room + "/messages?dir=b&limit=20", token, "");
            }
        }
    }

    private static void allAtOnce(IntConsumer talker) {
        try (ExecutorService talkers = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, TALKERS).forEach(i -> talkers.submit(() -> talker.accept(i)));
        }
    }

    /// Many clients wait for one who writes: what a server does most of the time. Often enough that the compiler learns
    /// from it.
    private void listen(String room, String token, String listener) {
        String start =
                call("GET", "/_matrix/client/v3/sync?timeout=0", listener, "")
                        .path("next_batch")
                        .asString("");
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < LISTENERS; i++) {
                clients.submit(() -> follow(listener, start, over));
            }
            for (int i = 0; i < MESSAGES; i++) {
                call("PUT", room + "/send/m.room.message/l" + i, token, MESSAGE);
            }
            over.set(true);
            call("PUT", room + "/send/m.room.message/end", token, MESSAGE);
        }
    }

    private void follow(String listener, String start, AtomicBoolean over) {
        String since = start;
        while (!over.get() && !since.isEmpty()) {
            since = next(listener, since, 2000);
        }
    }

    private String next(String token, String since, int timeout) {
        String path = "/_matrix/client/v3/sync?timeout=" + timeout + "&since=" + encode(since);
        return call("GET", path, token, "").path("next_batch").asString("");
    }

    private static final String MESSAGE = "{\"msgtype\":\"m.text\",\"body\":\"rehearsal\"}";
    private static final String LOGIN =
            "{\"type\":\"m.login.password\",\"password\":\"a rehearsal\","
                    + "\"identifier\":{\"type\":\"m.id.user\",\"user\":\"alice\"}}";

    private JsonNode call(String method, String path, String token, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(homeserver + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                failures.add(method + " " + path + ": " + response.statusCode());
            }
            return JsonMapper.shared().readTree(response.body());
        } catch (IOException | JacksonException e) {
            failures.add(method + " " + path + ": " + e);
            return JsonMapper.shared().createObjectNode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
