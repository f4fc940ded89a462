package io.heddle.e2e.e2ee;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DehydratedDeviceTest {
    private static final String DEVICE =
            "/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device";

    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");

    @Test
    @Tag("CS-E2EE-11")
    void aDehydratedDeviceIsStoredShownInQueriesReplacedAndDeleted() {
        assertThat(alice.get(DEVICE).errcode()).isEqualTo("M_NOT_FOUND");
        alice.put(DEVICE, body("FIRST")).ok();
        assertThat(alice.get(DEVICE).ok().at("/device_data/account").asString())
                .isEqualTo("pickle of FIRST");
        assertThat(devices()).containsExactly("FIRST");
        alice.put(DEVICE, body("SECOND")).ok();
        assertThat(devices()).containsExactly("SECOND");
        assertThat(alice.delete(DEVICE).ok().text("device_id")).isEqualTo("SECOND");
        assertThat(devices()).isEmpty();
        assertThat(alice.put(DEVICE, body(alice.deviceId())).errcode())
                .as("the id of a real device")
                .isEqualTo("M_INVALID_PARAM");
        ObjectNode noKeys = body("THIRD");
        noKeys.remove("device_keys");
        assertThat(alice.put(DEVICE, noKeys).errcode()).isEqualTo("M_MISSING_PARAM");
    }

    @Test
    @Tag("CS-E2EE-11")
    void itsMessagesAreReadPageByPage() {
        alice.put(DEVICE, body("SLEEPING")).ok();
        TestClient bob = server.user("bob");
        for (int i = 0; i < 3; i++) {
            ObjectNode messages = Json.object();
            messages.putObject(alice.userId()).putObject("SLEEPING").put("n", i);
            bob.put(
                            "/_matrix/client/v3/sendToDevice/m.test/dehydrated" + i,
                            Keys.wrapped("messages", messages))
                    .ok();
        }
        String events = DEVICE + "/SLEEPING/events?limit=2";
        Answer first = alice.get(events).ok();
        assertThat(first.at("/events").size()).isEqualTo(2);
        Answer second = alice.get(events + "&from=" + first.text("next_batch")).ok();
        assertThat(second.at("/events/0/content/n").asInt()).isEqualTo(2);
        assertThat(second.json().has("next_batch")).isFalse();
        Answer posted =
                alice.post(events, "{\"next_batch\":\"%s\"}".formatted(first.text("next_batch")))
                        .ok();
        assertThat(posted.at("/events").size()).isEqualTo(1);
        assertThat(posted.text("next_batch")).startsWith("d");
        assertThat(alice.get(events + "&from=x1").errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(bob.get(events).status()).isEqualTo(403);
    }

    private ObjectNode body(String deviceId) {
        TestClient device = new TestClient("", null, alice.userId(), deviceId);
        ObjectNode body = Json.object().put("device_id", deviceId);
        body.putObject("device_data")
                .put("algorithm", "org.matrix.msc3814.v1.olm")
                .put("account", "pickle of " + deviceId);
        body.set("device_keys", Keys.deviceKeys(device, Keys.deviceSigningKey(device)));
        body.set("fallback_keys", Keys.oneTimeKeys("F"));
        return body;
    }

    private Iterable<String> devices() {
        return alice.post(Keys.QUERY, "{\"device_keys\":{\"%s\":[]}}".formatted(alice.userId()))
                .ok()
                .at("/device_keys/" + alice.userId())
                .propertyNames();
    }
}
