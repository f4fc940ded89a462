package io.heddle.e2e.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.e2e.robust.Http.Reply;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Paths, methods, content types and sizes of requests. https://spec.matrix.org/v1.19/client-server-api/#api-standards
class RequestFormTest {
    private static final HeddleServer SERVER = HeddleServer.shared();
    private static final Http HTTP = new Http(SERVER.baseUrl());

    @Tag("CS-API-03")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/_matrix",
                "/_matrix/client",
                "/_matrix/client/v3/nothing",
                "/_matrix/client/v99/sync",
                "/_matrix/client/v3/sync/more",
                "/_matrix/client/v3//sync",
                "/_matrix/client/V3/sync",
                "/_matrix/nothing/v1/x",
                "/_synapse/nothing",
                "/nothing"
            })
    void anUnknownPathIsUnrecognized(String path) {
        Complaints complaints = new Complaints();
        for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
            complaints.check(method, 404, "M_UNRECOGNIZED", HTTP.send(method, path, null, null));
        }
        complaints.none();
    }

    @Tag("CS-API-05")
    @Test
    void aPreflightIsAnsweredWithoutATokenAndRunsNothing() {
        for (String path :
                List.of(
                        "/_matrix/client/v3/logout",
                        "/_matrix/client/v3/createRoom",
                        "/_matrix/client/v3/nothing")) {
            Reply reply = HTTP.send("OPTIONS", path, null, null);
            assertThat(reply.status()).isBetween(200, 204);
            assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(reply.header("Access-Control-Allow-Methods"))
                    .contains("GET", "POST", "PUT", "DELETE", "OPTIONS");
            assertThat(reply.header("Access-Control-Allow-Headers"))
                    .contains("X-Requested-With", "Content-Type", "Authorization");
        }
    }

    @Tag("CS-API-13")
    @Test
    void aBodyIsJsonWhateverItIsCalled() {
        TestClient alice = SERVER.user("alice");
        String path =
                "/_matrix/client/v3/user/"
                        + TestClient.enc(alice.userId())
                        + "/account_data/org.example.form";
        byte[] body = "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
        for (String type :
                Arrays.asList(
                        null,
                        "application/json",
                        "application/json; charset=utf-8",
                        "text/plain",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data; boundary=x",
                        "application/octet-stream",
                        "image/png")) {
            Reply reply = HTTP.send("PUT", path, alice.accessToken(), body, type);
            assertThat(reply.status()).as(type + ": " + reply.text()).isEqualTo(200);
        }
        assertThat(alice.get(path).ok().text("a")).isEqualTo("ü");
    }

    @Tag("CS-API-13")
    @Test
    void whatTakesNoBodyIsNotConfusedByOne() {
        TestClient alice = SERVER.user("alice");
        Reply reply =
                HTTP.send(
                        "POST",
                        "/_matrix/client/v3/logout",
                        alice.accessToken(),
                        "no JSON".getBytes(StandardCharsets.UTF_8));
        assertThat(reply.status()).isEqualTo(200);
    }

    @Tag("CS-API-12")
    @ParameterizedTest
    @ValueSource(
            strings = {"a/b", "a%2Fb", "a%252Fb", "a b", "a+b", "a?b#c", "ä/ö", "a;b=c", "..", "&"})
    void aPathSegmentIsDecodedOnce(String stateKey) {
        TestClient alice = SERVER.user("alice");
        String room = alice.createRoom("{}");
        alice.sendState(room, "org.example.state", stateKey, Json.object().put("key", stateKey));
        String key =
                alice.get("/_matrix/client/v3/rooms/" + TestClient.enc(room) + "/state")
                        .ok()
                        .json()
                        .valueStream()
                        .filter(event -> event.path("type").asString().equals("org.example.state"))
                        .findFirst()
                        .orElseThrow()
                        .path("state_key")
                        .asString();
        assertThat(key).isEqualTo(stateKey);
    }

    @Tag("CS-API-11")
    @Test
    void tooLargeBodiesAndEventsAreRefused() {
        TestClient alice = SERVER.user("alice");
        String token = Objects.requireNonNull(alice.accessToken());
        String room = alice.createRoom("{}");
        String base = "/_matrix/client/v3/rooms/" + TestClient.enc(room);
        byte[] huge = text(14_000_000);
        Complaints complaints = new Complaints();
        complaints.check(
                "body", 413, "M_TOO_LARGE", HTTP.send("PUT", base + "/send/a/1", token, huge));
        complaints.check(
                "event",
                413,
                "M_TOO_LARGE",
                HTTP.send("PUT", base + "/send/a/2", token, text(65_536)));
        String long256 = "a".repeat(256);
        for (String path :
                List.of("/send/" + long256 + "/3", "/state/a/" + long256, "/state/" + long256)) {
            Reply reply = HTTP.send("PUT", base + path, token, text(1));
            assertThat(reply.status()).isIn(400, 413);
            assertThat(reply.errcode()).isIn("M_TOO_LARGE", "M_INVALID_PARAM");
        }
        complaints.none();
    }

    @Tag("CS-AUTH-02")
    @Test
    void aTokenInTheQueryIsNoToken() {
        TestClient alice = SERVER.user("alice");
        Reply reply =
                HTTP.send(
                        "GET",
                        "/_matrix/client/v3/account/whoami?access_token=" + alice.accessToken(),
                        null,
                        null);
        assertThat(reply.errcode()).isEqualTo("M_MISSING_TOKEN");
    }

    @Test
    void aRequestThatIsNoHttpGetsNoAnswerOrARefusal() throws IOException {
        List<String> requests =
                List.of(
                        "GET /_matrix/client/versions%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /% HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /_matrix/client/v3/sync?since=%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /_matrix/\0 HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET http://[::1 HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET //a:b:c/ HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /_matrix/client/versions HTTP/1.1\r\nHost: a\r\nX: "
                                + "x".repeat(100_000)
                                + "\r\n\r\n",
                        "GET /" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                        "POST /_matrix/client/v3/login HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                        "POST /_matrix/client/v3/login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                        "nonsense\r\n\r\n",
                        "\0\0\0\0\r\n\r\n");
        for (String request : requests) {
            String status = status(request);
            String shown = request.substring(0, Math.min(60, request.length()));
            assertThat(status).as(shown).matches("|HTTP/1\\.[01] 4\\d\\d.*");
        }
        assertThat(HTTP.send("GET", "/_matrix/client/versions", null, null).status())
                .isEqualTo(200);
    }

    /// The first line of the answer, empty when there is none.
    private static String status(String request) throws IOException {
        URI address = URI.create(SERVER.baseUrl());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        } catch (java.net.SocketException e) {
            return ""; // closed before it had read all of it
        }
    }

    private static byte[] text(int length) {
        return ("{\"body\":\"" + "x".repeat(length) + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
