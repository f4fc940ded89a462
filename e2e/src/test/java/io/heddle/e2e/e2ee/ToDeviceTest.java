package io.heddle.e2e.e2ee;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.ToDeviceMessage;
import io.heddle.storage.e2ee.ToDeviceMessages;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

class ToDeviceTest {
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    @Test
    @Tag("CS-E2EE-07")
    void messagesReachOneDeviceOrAllAndUnknownOnesAreDropped() {
        TestClient phone = server.login(bob.userId(), "password of bob");
        ObjectNode messages = Json.object();
        messages.putObject(bob.userId()).putObject(bob.deviceId()).put("n", 1);
        messages.putObject("@nobody:test.local").putObject("X").put("n", 1);
        send("t1", messages).ok();
        ObjectNode toAll = Json.object();
        toAll.putObject(bob.userId()).putObject("*").put("n", 2);
        send("t2", toAll).ok();
        ObjectNode mixed = Json.object();
        ObjectNode devices = mixed.putObject(bob.userId());
        devices.putObject("UNKNOWN").put("n", 0);
        devices.putObject("*").put("n", 3);
        devices.putObject(phone.deviceId()).put("n", 4);
        send("t3", mixed).ok();
        assertThat(numbers(bob)).containsExactly(1, 2, 3);
        assertThat(numbers(phone)).containsExactly(2, 4);
        assertThat(Json.parse(waiting(bob).getFirst().event()))
                .isEqualTo(
                        Json.parse(
                                "{\"sender\":\"%s\",\"type\":\"m.test\",\"content\":{\"n\":1}}"
                                        .formatted(alice.userId())));
    }

    @Test
    @Tag("CS-E2EE-07")
    void aRepeatedRequestSendsNothingMoreEvenAtTheSameTime() {
        ObjectNode messages = Json.object();
        messages.putObject(bob.userId()).putObject(bob.deviceId()).put("n", 7);
        String body = Keys.wrapped("messages", messages).toString();
        List<CompletableFuture<Answer>> sent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sent.add(alice.callAsync("PUT", path("same"), body));
        }
        sent.forEach(answer -> answer.join().ok());
        assertThat(numbers(bob)).containsExactly(7);
    }

    @Test
    @Tag("CS-E2EE-07")
    void acknowledgedMessagesAreGoneAndTheRestStaysInOrder() {
        for (int i = 0; i < 5; i++) {
            ObjectNode messages = Json.object();
            messages.putObject(bob.userId()).putObject(bob.deviceId()).put("n", i);
            send("ordered" + i, messages).ok();
        }
        ToDeviceMessages store = server.bean(ToDeviceMessages.class);
        UserId user = UserId.parse(bob.userId());
        List<ToDeviceMessage> first = store.pending(user, bob.deviceId(), 0, Long.MAX_VALUE, 2);
        assertThat(first).hasSize(2);
        assertThat(store.acknowledge(user, bob.deviceId(), first.getLast().position()))
                .isEqualTo(2);
        assertThat(numbers(bob)).containsExactly(2, 3, 4);
    }

    @Test
    @Tag("CS-E2EE-07")
    void whatIsTooLargeOrMalformedIsRefused() {
        ObjectNode large = Json.object();
        large.putObject(bob.userId()).putObject("*").put("n", "x".repeat(66_000));
        Answer refused = send("large", large);
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.errcode()).isEqualTo("M_TOO_LARGE");
        assertThat(alice.put(path("none"), "{}").errcode()).isEqualTo("M_MISSING_PARAM");
        assertThat(alice.put(path("bad"), "{\"messages\":{\"@b:x\":{\"D\":1}}}").errcode())
                .isEqualTo("M_BAD_JSON");
        assertThat(numbers(bob)).isEmpty();
    }

    @Test
    @Tag("CS-E2EE-07")
    void oneRequestReachesHundredsOfDevices() {
        JdbcClient jdbc = server.bean(JdbcClient.class);
        jdbc.sql(
                        "INSERT INTO devices (user_id, device_id, created_ts)"
                                + " SELECT ?, 'D' || n, 0 FROM generate_series(1, 500) n")
                .param(bob.userId())
                .update();
        ObjectNode messages = Json.object();
        ObjectNode devices = messages.putObject(bob.userId());
        for (int i = 1; i <= 500; i++) {
            devices.putObject("D" + i).put("n", i);
        }
        send("many", messages).ok();
        assertThat(
                        jdbc.sql(
                                        "SELECT count(DISTINCT position) FROM to_device_messages WHERE user_id = ?"
                                                + " AND event = convert_to('{\"sender\":\"' || ? || '\",\"type\":\"m.test\",\"content\":{\"n\":'"
                                                + " || substr(device_id, 2) || '}}', 'UTF8')")
                                .params(bob.userId(), alice.userId())
                                .query(Integer.class)
                                .single())
                .isEqualTo(500);
    }

    @Test
    @Tag("CS-E2EE-09")
    void encryptedContentsPassThroughUntouched() {
        ObjectNode content = Json.object();
        content.put("algorithm", "m.olm.v1.curve25519-aes-sha2").put("sender_key", "k");
        content.putObject("ciphertext").putObject("curve").put("type", 0).put("body", "b64+/");
        content.put("org.matrix.msgid", "id");
        content.putArray("nested").addNull().add(1).add("\u0000\uD83D\uDE00");
        for (String type :
                new String[] {
                    "m.room.encrypted",
                    "m.room_key.withheld",
                    "m.room_key_request",
                    "m.key.verification.start",
                    "m.secret.request",
                    "m.room_key_bundle"
                }) {
            ObjectNode messages = Json.object();
            messages.putObject(bob.userId()).set(bob.deviceId(), content);
            alice.put(
                            "/_matrix/client/v3/sendToDevice/" + type + "/opaque",
                            Keys.wrapped("messages", messages))
                    .ok();
        }
        assertThat(waiting(bob))
                .hasSize(6)
                .allSatisfy(
                        message -> assertThat(message.json().get("content")).isEqualTo(content));
    }

    private Answer send(String txn, ObjectNode messages) {
        return alice.put(path(txn), Keys.wrapped("messages", messages));
    }

    private static String path(String txn) {
        return "/_matrix/client/v3/sendToDevice/m.test/" + txn;
    }

    private List<ToDeviceMessage> waiting(TestClient device) {
        return server.bean(ToDeviceMessages.class)
                .pending(
                        UserId.parse(device.userId()),
                        device.deviceId(),
                        0,
                        Long.MAX_VALUE,
                        ToDeviceMessages.SYNC_LIMIT);
    }

    private List<Integer> numbers(TestClient device) {
        return waiting(device).stream()
                .map(message -> message.json().at("/content/n").asInt())
                .toList();
    }
}
