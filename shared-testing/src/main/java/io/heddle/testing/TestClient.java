package io.heddle.testing;

import io.heddle.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A thin Matrix client for tests: one user's session on a server. Paths are given from `/_matrix`; bodies as JSON text or
/// trees; answers come back with their status, nothing is hidden.
public final class TestClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private static final AtomicLong TXN = new AtomicLong(System.nanoTime());

    private final String baseUrl;
    private final @Nullable String accessToken;
    private final String userId;
    private final String deviceId;

    public TestClient(
            String baseUrl, @Nullable String accessToken, String userId, String deviceId) {
        this.baseUrl = baseUrl;
        this.accessToken = accessToken;
        this.userId = userId;
        this.deviceId = deviceId;
    }

    /// A client without a session.
    public static TestClient anonymous(String baseUrl) {
        return new TestClient(baseUrl, null, "", "");
    }

    public String userId() {
        return userId;
    }

    public String deviceId() {
        return deviceId;
    }

    public @Nullable String accessToken() {
        return accessToken;
    }

    public String baseUrl() {
        return baseUrl;
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    public Answer post(String path, String body) {
        return call("POST", path, body);
    }

    public Answer post(String path, JsonNode body) {
        return call("POST", path, body.toString());
    }

    public Answer put(String path, String body) {
        return call("PUT", path, body);
    }

    public Answer put(String path, JsonNode body) {
        return call("PUT", path, body.toString());
    }

    public Answer call(String method, String path, @Nullable String body) {
        return answer(request(method, path, body));
    }

    /// The same without waiting, as for a long poll.
    public CompletableFuture<Answer> callAsync(String method, String path, @Nullable String body) {
        return HTTP.sendAsync(request(method, path, body), BodyHandlers.ofByteArray())
                .thenApply(Answer::new);
    }

    private HttpRequest request(String method, String path, @Nullable String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(baseUrl + path))
                        .timeout(Duration.ofSeconds(90))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (accessToken != null) {
            request.header("Authorization", "Bearer " + accessToken);
        }
        return request.build();
    }

    private static Answer answer(HttpRequest request) {
        try {
            return new Answer(HTTP.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Creates a room and returns its id.
    public String createRoom(String body) {
        return post("/_matrix/client/v3/createRoom", body).ok().text("room_id");
    }

    /// Sends a text message and returns the event's id.
    public String sendText(String roomId, String text) {
        ObjectNode content = Json.object();
        content.put("msgtype", "m.text").put("body", text);
        return send(roomId, "m.room.message", content);
    }

    /// Sends an event and returns its id.
    public String send(String roomId, String type, JsonNode content) {
        return put(
                        "/_matrix/client/v3/rooms/"
                                + enc(roomId)
                                + "/send/"
                                + enc(type)
                                + "/t"
                                + TXN.incrementAndGet(),
                        content)
                .ok()
                .text("event_id");
    }

    /// Sends a state event and returns its id.
    public String sendState(String roomId, String type, String stateKey, JsonNode content) {
        return put(
                        "/_matrix/client/v3/rooms/"
                                + enc(roomId)
                                + "/state/"
                                + enc(type)
                                + "/"
                                + enc(stateKey),
                        content)
                .ok()
                .text("event_id");
    }

    public Answer invite(String roomId, String user) {
        return post(
                "/_matrix/client/v3/rooms/" + enc(roomId) + "/invite",
                "{\"user_id\":\"" + user + "\"}");
    }

    public Answer join(String roomIdOrAlias) {
        return post("/_matrix/client/v3/join/" + enc(roomIdOrAlias), "{}");
    }

    public Answer leave(String roomId) {
        return post("/_matrix/client/v3/rooms/" + enc(roomId) + "/leave", "{}");
    }

    /// A sync: initial without `since`.
    public Answer sync(@Nullable String since, long timeoutMs) {
        return get(
                "/_matrix/client/v3/sync?timeout="
                        + timeoutMs
                        + (since == null ? "" : "&since=" + since));
    }

    public CompletableFuture<Answer> syncAsync(String since, long timeoutMs) {
        return callAsync(
                "GET", "/_matrix/client/v3/sync?timeout=" + timeoutMs + "&since=" + since, null);
    }

    public static String enc(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// An HTTP answer with a JSON body.
    public static final class Answer {
        private final HttpResponse<byte[]> response;

        Answer(HttpResponse<byte[]> response) {
            this.response = response;
        }

        /// For what a test sent in its own way.
        public static Answer of(HttpResponse<byte[]> response) {
            return new Answer(response);
        }

        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String body() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return Json.MAPPER.readTree(response.body());
        }

        /// This answer, if its status is 200; fails with the body otherwise.
        public Answer ok() {
            if (status() != 200) {
                throw new AssertionError(
                        response.request().method()
                                + " "
                                + response.request().uri()
                                + " gave "
                                + status()
                                + ": "
                                + body());
            }
            return this;
        }

        /// The answer's `errcode`, or an empty text.
        public String errcode() {
            return json().path("errcode").asString("");
        }

        /// The text at a JSON pointer such as `/rooms/join`, or of a top-level key.
        public String text(String keyOrPointer) {
            return at(keyOrPointer).asString("");
        }

        public JsonNode at(String keyOrPointer) {
            return keyOrPointer.startsWith("/")
                    ? json().at(keyOrPointer)
                    : json().path(keyOrPointer);
        }

        @Override
        public String toString() {
            return status() + " " + body();
        }
    }
}
