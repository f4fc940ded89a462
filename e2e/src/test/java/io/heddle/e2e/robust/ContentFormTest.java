package io.heddle.e2e.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.e2e.robust.Http.Reply;
import io.heddle.testing.TestClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the free-form content of events may be: what canonical JSON can say.
/// https://spec.matrix.org/v1.19/appendices/#canonical-json
@Tag("CS-API-04")
@Tag("APX-01")
class ContentFormTest {
    private static final HeddleServer SERVER = HeddleServer.shared();
    private static final Http HTTP = new Http(SERVER.baseUrl());
    private static TestClient alice;
    private static String room;

    @BeforeAll
    static void makeRoom() {
        alice = SERVER.user("alice");
        room = alice.createRoom("{\"preset\":\"public_chat\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "1.0",
                "1e2",
                "-0.0",
                "9007199254740992",
                "-9007199254740992",
                "18446744073709551616",
                "1e400"
            })
    void numbersAreIntegersOf53Bits(String number) {
        refused("{\"a\":" + number + "}", "M_BAD_JSON");
        refused("{\"a\":{\"b\":[" + number + "]}}", "M_BAD_JSON");
    }

    @Test
    void theLargestIntegersAreTaken() {
        taken("{\"a\":9007199254740991,\"b\":-9007199254740991,\"c\":-0}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\ud800\"}",
                "{\"\\udc00\":1}",
                "{\"a\":\"\\ud800\\ud800\"}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":\"\t\"}"
            })
    void whatIsNoJsonIsRefused(String body) {
        refused(body, "M_NOT_JSON");
    }

    @Test
    void ofARepeatedKeyTheLastCounts() {
        String event = taken("{\"a\":1,\"a\":2}");
        assertThat(content(event).path("a").asInt(0)).isEqualTo(2);
    }

    @Test
    void nestingHasALimit() {
        taken("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}");
        for (int depth : new int[] {1_000, 50_000}) {
            String deep = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
            for (String path : paths()) {
                Reply reply = send(path, deep);
                assertThat(reply.status()).as(path + reply.text()).isEqualTo(400);
            }
        }
    }

    @Test
    void everyCharacterComesBackAsItWas() {
        String text = "\\u0000 \\ufffe \\u202e \\ud83d\\ude00 \\u007f é";
        String event = taken("{\"a\":\"" + text + "\",\"\\u0001\":{\"\":null}}");
        assertThat(content(event).path("a").asString())
                .isEqualTo("\0 \ufffe \u202e \ud83d\ude00 \u007f é");
    }

    private static tools.jackson.databind.JsonNode content(String event) {
        return alice.get(
                        "/_matrix/client/v3/rooms/"
                                + TestClient.enc(room)
                                + "/event/"
                                + TestClient.enc(event))
                .ok()
                .at("content");
    }

    private static String taken(String content) {
        Reply reply = send(paths().getFirst(), content);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().path("event_id").asString();
    }

    private static void refused(String content, String errcode) {
        for (String path : paths()) {
            Reply reply = send(path, content);
            assertThat(reply.status()).as(path + reply.text()).isEqualTo(400);
            assertThat(reply.errcode()).as(path).isEqualTo(errcode);
        }
        if (errcode.equals("M_BAD_JSON")) {
            String initial =
                    "{\"initial_state\":[{\"type\":\"a.b\",\"state_key\":\"\",\"content\":%s}]}";
            Reply reply =
                    HTTP.send(
                            "POST",
                            "/_matrix/client/v3/createRoom",
                            alice.accessToken(),
                            bytes(initial.formatted(content)));
            assertThat(reply.status()).as(reply.text()).isEqualTo(400);
            assertThat(reply.errcode()).isEqualTo(errcode);
        }
    }

    private static List<String> paths() {
        String base = "/_matrix/client/v3/rooms/" + TestClient.enc(room);
        return List.of(base + "/send/a.b/" + System.nanoTime(), base + "/state/a.b/x");
    }

    private static Reply send(String path, String content) {
        String token = Objects.requireNonNull(alice.accessToken());
        return HTTP.send("PUT", path, token, bytes(content));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
