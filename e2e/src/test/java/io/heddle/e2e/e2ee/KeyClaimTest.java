package io.heddle.e2e.e2ee;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.KeyCounts;
import io.heddle.storage.e2ee.OneTimeKeys;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class KeyClaimTest {
    private final HeddleServer server = HeddleServer.shared();

    @Test
    @Tag("CS-E2EE-03")
    void keysComeInTheOrderOfTheirUploadAndThenTheFallbackKey() {
        TestClient alice = server.user("alice");
        Keys.uploadOneTimeKeys(alice, "Z");
        Keys.uploadOneTimeKeys(alice, "A");
        ObjectNode fallback = Keys.oneTimeKeys("F");
        ((ObjectNode) fallback.get("signed_curve25519:F")).put("fallback", true);
        alice.post(Keys.UPLOAD, Keys.wrapped("fallback_keys", fallback)).ok();
        TestClient bob = server.user("bob");
        assertThat(counts(alice).unusedFallbackKeyTypes()).containsExactly("signed_curve25519");
        assertThat(claim(bob, alice)).isEqualTo("signed_curve25519:Z");
        assertThat(counts(alice).oneTimeKeys()).containsEntry("signed_curve25519", 1L);
        assertThat(claim(bob, alice)).isEqualTo("signed_curve25519:A");
        assertThat(counts(alice).unusedFallbackKeyTypes()).containsExactly("signed_curve25519");
        assertThat(claim(bob, alice)).isEqualTo("signed_curve25519:F");
        assertThat(claim(bob, alice)).isEqualTo("signed_curve25519:F");
        assertThat(counts(alice).unusedFallbackKeyTypes()).isEmpty();
        assertThat(counts(alice).oneTimeKeys()).containsEntry("signed_curve25519", 0L);
        alice.post(Keys.UPLOAD, Keys.wrapped("fallback_keys", Keys.oneTimeKeys("G"))).ok();
        assertThat(counts(alice).unusedFallbackKeyTypes()).containsExactly("signed_curve25519");
    }

    @Test
    @Tag("CS-E2EE-03")
    void noKeyIsGivenOutTwiceHoweverManyAskAtOnce() {
        TestClient alice = server.user("alice");
        String[] ids = IntStream.range(0, 60).mapToObj(i -> "K" + i).toArray(String[]::new);
        Keys.uploadOneTimeKeys(alice, ids);
        TestClient bob = server.user("bob");
        List<CompletableFuture<Answer>> claims = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            claims.add(bob.callAsync("POST", Keys.CLAIM, claimBody(alice).toString()));
        }
        List<String> given =
                claims.stream().map(claim -> keyName(claim.join().ok(), alice)).toList();
        assertThat(given).doesNotHaveDuplicates().hasSize(ids.length);
        assertThat(bob.post(Keys.CLAIM, claimBody(alice)).ok().at("/one_time_keys").isEmpty())
                .as("nothing is left")
                .isTrue();
    }

    @Test
    @Tag("CS-E2EE-03")
    void usersOfOtherServersFailWithoutHarmToTheRest() {
        TestClient alice = server.user("alice");
        Keys.uploadOneTimeKeys(alice, "A");
        ObjectNode body = claimBody(alice);
        ((ObjectNode) body.get("one_time_keys"))
                .putObject("@carol:gone.invalid")
                .put("D", "signed_curve25519");
        Answer answer = alice.post(Keys.CLAIM, body).ok();
        assertThat(keyName(answer, alice)).isEqualTo("signed_curve25519:A");
        assertThat(answer.at("/failures").propertyNames()).containsExactly("gone.invalid");
        assertThat(alice.post(Keys.CLAIM, "{}").errcode()).isEqualTo("M_BAD_JSON");
    }

    private KeyCounts counts(TestClient device) {
        return server.bean(OneTimeKeys.class)
                .counts(UserId.parse(device.userId()), device.deviceId());
    }

    private static String claim(TestClient asker, TestClient device) {
        return keyName(asker.post(Keys.CLAIM, claimBody(device)).ok(), device);
    }

    private static ObjectNode claimBody(TestClient device) {
        ObjectNode body = Json.object();
        body.putObject("one_time_keys")
                .putObject(device.userId())
                .put(device.deviceId(), "signed_curve25519");
        return body;
    }

    private static String keyName(Answer answer, TestClient device) {
        return answer.at("/one_time_keys/" + device.userId() + "/" + device.deviceId())
                .propertyNames()
                .iterator()
                .next();
    }
}
