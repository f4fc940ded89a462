package io.heddle.federation.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.json.Json;
import io.heddle.storage.keys.RemoteKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

@Tag("SS-CONN-05")
class KeyDocumentTest {
    private static final SigningKey KEY = SigningKey.fromSeed("ed25519:1", new byte[32]);
    private static final long NOW = 1_000_000;

    @Test
    void isReadWithItsKeysValidForAWeekAtMost() {
        KeyDocument document = Objects.requireNonNull(KeyDocument.read(signed(document())));
        List<RemoteKey> keys =
                document.keys(NOW).stream()
                        .sorted(Comparator.comparing(key -> key.key().keyId()))
                        .toList();
        assertThat(keys.stream().map(key -> key.key().keyId()))
                .containsExactly("ed25519:1", "ed25519:old");
        assertThat(keys.getFirst().validUntilTs()).isEqualTo(NOW + Duration.ofDays(7).toMillis());
        assertThat(keys.getFirst().expiredTs()).isNull();
        assertThat(keys.getLast().expiredTs()).isEqualTo(500);
        assertThat(document.holds("ed25519:1", NOW)).isTrue();
        assertThat(document.holds("ed25519:2", 0)).isFalse();
    }

    @Test
    void keepsOnlyTheServersOwnSignatures() {
        ObjectNode object = signed(document());
        JsonSigner.sign(object, "notary.example", KEY);
        KeyDocument document = Objects.requireNonNull(KeyDocument.read(object));
        assertThat(document.json().path("signatures").propertyNames()).containsExactly("a.example");
        assertThat(JsonSigner.verify(document.json(), "a.example", KEY.verifyKey())).isTrue();
    }

    @Test
    void countsForNothingUnlessSignedByAKeyThatItNames() {
        assertThat(KeyDocument.read(document())).isNull();
        ObjectNode changed = signed(document());
        changed.put("valid_until_ts", 5);
        assertThat(KeyDocument.read(changed)).isNull();
        ObjectNode stranger =
                JsonSigner.sign(
                        document(), "a.example", SigningKey.fromSeed("ed25519:2", new byte[32]));
        assertThat(KeyDocument.read(stranger)).isNull();
        ObjectNode byOld = document();
        byOld.remove("verify_keys");
        byOld.putObject("verify_keys");
        assertThat(KeyDocument.read(signed(byOld))).isNull();
    }

    private static ObjectNode signed(ObjectNode document) {
        return JsonSigner.sign(document, "a.example", KEY);
    }

    private static ObjectNode document() {
        ObjectNode document = Json.object();
        document.put("server_name", "a.example").put("valid_until_ts", Long.MAX_VALUE >> 11);
        ObjectNode keys = document.putObject("verify_keys");
        keys.putObject(KEY.keyId()).put("key", KEY.verifyKey().base64());
        keys.putObject("other:1").put("key", "not looked at");
        keys.putObject("ed25519:bad").put("key", "too short");
        document.putObject("old_verify_keys")
                .putObject("ed25519:old")
                .put("key", KEY.verifyKey().base64())
                .put("expired_ts", 500);
        return document;
    }
}
