package io.heddle.e2e.e2ee;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class KeyUploadTest {
    private final HeddleServer server = HeddleServer.shared();

    @Test
    @Tag("CS-E2EE-01")
    void uploadsAreAnsweredWithTheCountOfOneTimeKeysByAlgorithm() {
        TestClient alice = server.user("alice");
        ObjectNode body = Json.object();
        body.set("device_keys", Keys.deviceKeys(alice, Keys.deviceSigningKey(alice)));
        body.set(
                "one_time_keys",
                Keys.oneTimeKeys("A", "B", "C").put("curve25519:X", "a plain key"));
        body.set("fallback_keys", Keys.oneTimeKeys("F"));
        Answer answer = alice.post(Keys.UPLOAD, body).ok();
        assertThat(answer.at("/one_time_key_counts").toString())
                .isEqualTo("{\"curve25519\":1,\"signed_curve25519\":3}");
        assertThat(alice.post(Keys.UPLOAD, "{}").ok().body())
                .isEqualTo("{\"one_time_key_counts\":{\"curve25519\":1,\"signed_curve25519\":3}}");
        assertThat(server.anonymous().call("POST", Keys.UPLOAD, "{}").status()).isEqualTo(401);
    }

    @Test
    @Tag("CS-E2EE-01")
    void aOneTimeKeyMayBeUploadedTwiceButNotWithOtherContent() {
        TestClient alice = server.user("alice");
        Keys.uploadOneTimeKeys(alice, "A", "B");
        Keys.uploadOneTimeKeys(alice, "A");
        ObjectNode other = Keys.oneTimeKeys("C", "A");
        ((ObjectNode) other.get("signed_curve25519:A")).put("key", "something else");
        Answer refused = alice.post(Keys.UPLOAD, Keys.wrapped("one_time_keys", other));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(
                        alice.post(Keys.UPLOAD, "{}")
                                .ok()
                                .at("/one_time_key_counts/signed_curve25519")
                                .asInt())
                .as("nothing of a refused upload stays")
                .isEqualTo(2);
    }

    @Test
    @Tag("CS-E2EE-01")
    void identityKeysMustBeThoseOfTheDeviceThatUploadsThem() {
        TestClient alice = server.user("alice");
        ObjectNode keys = Keys.deviceKeys(alice, Keys.deviceSigningKey(alice));
        keys.put("device_id", "ANOTHER");
        assertThat(alice.post(Keys.UPLOAD, Keys.wrapped("device_keys", keys)).errcode())
                .isEqualTo("M_BAD_JSON");
        assertThat(alice.post(Keys.UPLOAD, "{\"one_time_keys\":{\"nonsense\":\"k\"}}").errcode())
                .isEqualTo("M_BAD_JSON");
        assertThat(alice.post("/_matrix/client/r0/keys/upload/ANOTHER", "{}").status())
                .isEqualTo(400);
        alice.post("/_matrix/client/r0/keys/upload/" + alice.deviceId(), "{}").ok();
    }
}
