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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The requests of an ordinary client's first minute, then a busy room for some seconds: methods that are run often enough
/// to be compiled leave a profile, from which the next start compiles them early. What is answered matters only where the
/// next request needs it.
final class Rehearsal {
    private static final int ROUNDS = 50;
    private static final int TALKERS = 8;
    private static final int MESSAGES = 400;

    private final HttpClient http;
    private final String homeserver;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

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

    void withAccount(String token) {
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
        String room = "/_matrix/client/v3/rooms/" + encode(created.path("room_id").asString(""));
        String since =
                call("GET", "/_matrix/client/v3/sync?timeout=0", token, "")
                        .path("next_batch")
                        .asString("");
        atOnce(talker -> talk(talker, room, token, since));
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
                since = sync(token, since);
                call("GET", room + "/messages?dir=b&limit=20", token, "");
            }
        }
    }

    private String sync(String token, String since) {
        String path = "/_matrix/client/v3/sync?timeout=0&since=" + encode(since);
        return call("GET", path, token, "").path("next_batch").asString(since);
    }

    private static void atOnce(IntConsumer talker) {
        try (ExecutorService talkers = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, TALKERS).forEach(i -> talkers.submit(() -> talker.accept(i)));
        }
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
