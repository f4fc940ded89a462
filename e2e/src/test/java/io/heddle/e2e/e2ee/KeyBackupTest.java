package io.heddle.e2e.e2ee;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeyBackupTest {
    private static final String VERSION = "/_matrix/client/v3/room_keys/version";
    private static final String KEYS = "/_matrix/client/v3/room_keys/keys";
    private static final String ALGORITHM = "m.megolm_backup.v1.curve25519-aes-sha2";

    private final TestClient alice = HeddleServer.shared().user("alice");

    @Test
    @Tag("CS-E2EE-06")
    void versionsAreCountedAndNeverGivenOutAgain() {
        assertThat(alice.get(VERSION).errcode()).isEqualTo("M_NOT_FOUND");
        String first = create();
        String second = create();
        assertThat(alice.get(VERSION).ok().text("version")).isEqualTo(second);
        Answer shown = alice.get(VERSION + "/" + first).ok();
        assertThat(shown.text("algorithm")).isEqualTo(ALGORITHM);
        assertThat(shown.at("/auth_data/public_key").asString()).isEqualTo("abc");
        assertThat(shown.at("count").asInt(-1)).isZero();
        assertThat(shown.text("etag")).isEqualTo("0");
        alice.delete(VERSION + "/" + second).ok();
        alice.delete(VERSION + "/" + second).ok();
        assertThat(alice.delete(VERSION + "/99").status()).isEqualTo(404);
        assertThat(alice.get(VERSION).ok().text("version")).isEqualTo(first);
        assertThat(create()).isNotEqualTo(second);
    }

    @Test
    @Tag("CS-E2EE-06")
    void authDataCanBeReplacedAndTheAlgorithmCannot() {
        String version = create();
        String at = VERSION + "/" + version;
        alice.put(at, versionBody(ALGORITHM, "new")).ok();
        assertThat(alice.get(at).ok().at("/auth_data/public_key").asString()).isEqualTo("new");
        assertThat(alice.put(at, versionBody("other", "new")).errcode())
                .isEqualTo("M_INVALID_PARAM");
        assertThat(
                        alice.put(
                                        at,
                                        "{\"algorithm\":\"%s\",\"auth_data\":{},\"version\":\"77\"}"
                                                .formatted(ALGORITHM))
                                .errcode())
                .isEqualTo("M_INVALID_PARAM");
        assertThat(alice.post(VERSION, "{\"algorithm\":\"a\"}").errcode())
                .isEqualTo("M_MISSING_PARAM");
    }

    @Test
    @Tag("CS-E2EE-06")
    void keysAreStoredReadAndDeletedAtEveryLevel() {
        String version = "?version=" + create();
        Answer stored =
                alice.put(
                                KEYS + version,
                                "{\"rooms\":{\"!a:x\":{\"sessions\":{\"s1\":%s,\"s2\":%s}},\"!b\":{\"sessions\":{\"s3\":%s}}}}"
                                        .formatted(
                                                key(1, 0, false),
                                                key(2, 0, false),
                                                key(3, 0, true)))
                        .ok();
        assertThat(stored.at("count").asInt()).isEqualTo(3);
        assertThat(stored.text("etag")).isEqualTo("1");
        Answer all = alice.get(KEYS + version).ok();
        assertThat(all.at("/rooms").propertyNames()).containsExactly("!a:x", "!b");
        assertThat(all.at("/rooms/!a:x/sessions").propertyNames()).containsExactly("s1", "s2");
        assertThat(all.at("/rooms/!b/sessions/s3").toString()).isEqualTo(key(3, 0, true));
        assertThat(alice.get(KEYS + "/!a:x" + version).ok().at("/sessions/s2").toString())
                .isEqualTo(key(2, 0, false));
        assertThat(alice.get(KEYS + "/!none" + version).ok().body()).isEqualTo("{\"sessions\":{}}");
        assertThat(alice.get(KEYS + "/!a:x/s1" + version).ok().body()).isEqualTo(key(1, 0, false));
        assertThat(alice.get(KEYS + "/!a:x/none" + version).errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(alice.delete(KEYS + "/!a:x/s1" + version).ok().at("count").asInt()).isEqualTo(2);
        assertThat(alice.delete(KEYS + "/!b" + version).ok().at("count").asInt()).isEqualTo(1);
        Answer emptied = alice.delete(KEYS + version).ok();
        assertThat(emptied.at("count").asInt(-1)).isZero();
        assertThat(emptied.text("etag")).isEqualTo("4");
        assertThat(alice.get(KEYS + version).ok().body()).isEqualTo("{\"rooms\":{}}");
    }

    @Test
    @Tag("CS-E2EE-06")
    void aBetterKeyReplacesAWorseOneAndNotTheOtherWayRound() {
        String at = KEYS + "/!a:x/s?version=" + create();
        assertThat(alice.put(at, key(5, 5, false)).ok().text("etag")).isEqualTo("1");
        assertThat(alice.put(at, key(6, 0, false)).ok().text("etag")).isEqualTo("1");
        assertThat(alice.put(at, key(5, 5, false)).ok().text("etag")).isEqualTo("1");
        assertThat(alice.put(at, key(5, 4, false)).ok().text("etag")).isEqualTo("2");
        assertThat(alice.put(at, key(4, 9, false)).ok().text("etag")).isEqualTo("3");
        assertThat(alice.put(at, key(9, 9, true)).ok().text("etag")).isEqualTo("4");
        Answer kept = alice.put(at, key(0, 0, false)).ok();
        assertThat(kept.text("etag")).isEqualTo("4");
        assertThat(kept.at("count").asInt()).isEqualTo(1);
        assertThat(alice.get(at).ok().body()).isEqualTo(key(9, 9, true));
    }

    @Test
    @Tag("CS-E2EE-06")
    void onlyTheCurrentVersionTakesKeys() {
        String old = create();
        String current = create();
        String at = KEYS + "/!a:x/s?version=";
        Answer refused = alice.put(at + old, key(0, 0, false));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.errcode()).isEqualTo("M_WRONG_ROOM_KEYS_VERSION");
        assertThat(refused.text("current_version")).isEqualTo(current);
        assertThat(alice.put(at + "99", key(0, 0, false)).errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(alice.put(KEYS + "/!a:x/s", key(0, 0, false)).errcode())
                .isEqualTo("M_MISSING_PARAM");
        assertThat(alice.put(at + current, "{\"first_message_index\":0}").errcode())
                .isEqualTo("M_MISSING_PARAM");
    }

    private String create() {
        return alice.post(VERSION, versionBody(ALGORITHM, "abc")).ok().text("version");
    }

    private static String versionBody(String algorithm, String publicKey) {
        return "{\"algorithm\":\"%s\",\"auth_data\":{\"public_key\":\"%s\"}}"
                .formatted(algorithm, publicKey);
    }

    private static String key(int index, int forwarded, boolean verified) {
        return "{\"first_message_index\":%d,\"forwarded_count\":%d,\"is_verified\":%b,\"session_data\":{\"mac\":\"m%d\"}}"
                .formatted(index, forwarded, verified, index);
    }
}
