package io.heddle.e2e.e2ee;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.e2e.e2ee.Keys.CrossSigning;
import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CrossSigningTest {
    private final HeddleServer server = HeddleServer.shared();

    @Test
    @Tag("CS-E2EE-05")
    void theFirstKeysNeedNoProofAndOthersDo() {
        TestClient alice = server.user("alice");
        CrossSigning first = CrossSigning.upload(alice);
        alice.post(Keys.CROSS_SIGNING, first.body(alice)).ok();
        CrossSigning second = CrossSigning.generate();
        Answer challenge = alice.post(Keys.CROSS_SIGNING, second.body(alice));
        assertThat(challenge.status()).isEqualTo(401);
        assertThat(challenge.at("/flows/0/stages/0").asString()).isEqualTo("m.login.password");
        assertThat(masterKeys(alice)).containsExactly(first.master().keyId());
        ObjectNode proved = second.body(alice);
        proved.putObject("auth")
                .put("type", "m.login.password")
                .put("session", challenge.text("session"))
                .put("password", "password of alice")
                .putObject("identifier")
                .put("type", "m.id.user")
                .put("user", alice.userId());
        alice.post(Keys.CROSS_SIGNING, proved).ok();
        assertThat(masterKeys(alice)).containsExactly(second.master().keyId());
    }

    @Test
    @Tag("CS-E2EE-05")
    void keysAreCheckedBeforeTheyAreStored() {
        TestClient alice = server.user("alice");
        ObjectNode noMaster = CrossSigning.generate().body(alice);
        noMaster.remove("master_key");
        assertThat(alice.post(Keys.CROSS_SIGNING, noMaster).errcode()).isEqualTo("M_MISSING_PARAM");
        ObjectNode unsigned = CrossSigning.generate().body(alice);
        ((ObjectNode) unsigned.get("self_signing_key")).remove("signatures");
        Answer refused = alice.post(Keys.CROSS_SIGNING, unsigned);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errcode()).isEqualTo("M_INVALID_SIGNATURE");
        ObjectNode wrongUsage = CrossSigning.generate().body(alice);
        ((ObjectNode) wrongUsage.get("master_key")).putArray("usage").add("else");
        assertThat(alice.post(Keys.CROSS_SIGNING, wrongUsage).errcode())
                .isEqualTo("M_INVALID_PARAM");
        ObjectNode deviceId = Json.object();
        deviceId.set(
                "master_key", Keys.crossSigningKey(alice, "master", Keys.deviceSigningKey(alice)));
        Answer inUse = alice.post(Keys.CROSS_SIGNING, deviceId);
        assertThat(inUse.status()).isEqualTo(403);
        assertThat(inUse.errcode()).isEqualTo("M_FORBIDDEN");
        assertThat(masterKeys(alice)).isEmpty();
    }

    @Test
    @Tag("CS-E2EE-05")
    void signaturesOnOwnKeysAreSeenByAll() {
        TestClient alice = server.user("alice");
        SigningKey device = Keys.uploadDeviceKeys(alice);
        CrossSigning keys = CrossSigning.upload(alice);
        ObjectNode signedDevice =
                JsonSigner.sign(
                        bare(Keys.deviceKeys(alice, device)), alice.userId(), keys.selfSigning());
        ObjectNode signedMaster =
                JsonSigner.sign(
                        Keys.crossSigningKey(alice, "master", keys.master()),
                        alice.userId(),
                        device);
        ObjectNode own = Json.object();
        own.set(alice.deviceId(), signedDevice);
        own.set(Keys.id(keys.master()), signedMaster);
        Answer answer = alice.post(Keys.SIGNATURES, Keys.wrapped(alice.userId(), own)).ok();
        assertThat(answer.at("/failures").isEmpty()).as(answer.body()).isTrue();
        Answer seen = query(server.user("bob"), alice);
        assertThat(
                        signers(
                                seen.at("/device_keys/" + alice.userId() + "/" + alice.deviceId()),
                                alice))
                .containsExactlyInAnyOrder(device.keyId(), keys.selfSigning().keyId());
        assertThat(signers(seen.at("/master_keys/" + alice.userId()), alice))
                .containsExactly(device.keyId());
    }

    @Test
    @Tag("CS-E2EE-05")
    void signaturesOnOthersAreSeenOnlyByTheirMaker() {
        TestClient alice = server.user("alice");
        TestClient bob = server.user("bob");
        CrossSigning aliceKeys = CrossSigning.upload(alice);
        CrossSigning bobKeys = CrossSigning.upload(bob);
        ObjectNode signed =
                JsonSigner.sign(
                        Keys.crossSigningKey(bob, "master", bobKeys.master()),
                        alice.userId(),
                        aliceKeys.userSigning());
        Answer answer =
                alice.post(
                                Keys.SIGNATURES,
                                Keys.wrapped(
                                        bob.userId(),
                                        Keys.wrapped(Keys.id(bobKeys.master()), signed)))
                        .ok();
        assertThat(answer.at("/failures").isEmpty()).as(answer.body()).isTrue();
        assertThat(signers(query(alice, bob).at("/master_keys/" + bob.userId()), alice))
                .containsExactly(aliceKeys.userSigning().keyId());
        assertThat(signers(query(bob, bob).at("/master_keys/" + bob.userId()), alice)).isEmpty();
    }

    @Test
    @Tag("CS-E2EE-05")
    void signaturesThatFailAreToldOneByOne() {
        TestClient alice = server.user("alice");
        SigningKey device = Keys.uploadDeviceKeys(alice);
        CrossSigning keys = CrossSigning.upload(alice);
        ObjectNode forged =
                JsonSigner.sign(
                        bare(Keys.deviceKeys(alice, device)), alice.userId(), keys.selfSigning());
        ((ObjectNode) forged.at("/signatures/" + alice.userId()))
                .put(keys.selfSigning().keyId(), "AAAA");
        ObjectNode body = Json.object();
        ObjectNode own = body.putObject(alice.userId());
        own.set(alice.deviceId(), forged);
        own.putObject("UNKNOWN");
        body.putObject("@nobody:test.local").putObject("key");
        Answer answer = alice.post(Keys.SIGNATURES, body).ok();
        assertThat(
                        answer.at(
                                        "/failures/%s/%s/errcode"
                                                .formatted(alice.userId(), alice.deviceId()))
                                .asString())
                .isEqualTo("M_INVALID_SIGNATURE");
        assertThat(answer.at("/failures/" + alice.userId() + "/UNKNOWN/errcode").asString())
                .isEqualTo("M_NOT_FOUND");
        assertThat(answer.at("/failures/@nobody:test.local/key/errcode").asString())
                .isEqualTo("M_NOT_FOUND");
    }

    private static ObjectNode bare(ObjectNode key) {
        ObjectNode copy = key.deepCopy();
        copy.remove("signatures");
        return copy;
    }

    private static Answer query(TestClient asker, TestClient about) {
        return asker.post(Keys.QUERY, "{\"device_keys\":{\"%s\":[]}}".formatted(about.userId()))
                .ok();
    }

    private static Iterable<String> masterKeys(TestClient user) {
        return query(user, user).at("/master_keys/" + user.userId() + "/keys").propertyNames();
    }

    private static Iterable<String> signers(JsonNode key, TestClient signer) {
        return key.path("signatures").path(signer.userId()).propertyNames();
    }
}
