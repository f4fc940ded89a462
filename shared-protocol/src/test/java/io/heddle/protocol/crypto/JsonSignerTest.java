package io.heddle.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.protocol.Vectors;
import io.heddle.protocol.json.Json;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Tag("APX-02")
class JsonSignerTest {
    private static final SigningKey KEY = Vectors.key();

    @Test
    void givesThePublishedSignatures() {
        for (JsonNode vector : Json.array(Vectors.signing(), "json")) {
            ObjectNode signed =
                    JsonSigner.sign(Json.object(vector, "input").deepCopy(), "domain", KEY);

            assertThat(signed).isEqualTo(vector.get("signed"));
            assertThat(JsonSigner.verify(signed, "domain", KEY.verifyKey())).isTrue();
        }
    }

    @Test
    void coversEverythingButSignaturesAndUnsigned() {
        ObjectNode signed =
                JsonSigner.sign(
                        Json.parseObject("{\"a\":1,\"unsigned\":{\"b\":2}}"), "domain", KEY);

        ObjectNode other = signed.deepCopy();
        other.putObject("unsigned").put("c", 3);
        JsonSigner.sign(other, "elsewhere", KEY);
        assertThat(JsonSigner.verify(other, "domain", KEY.verifyKey())).isTrue();
        assertThat(JsonSigner.verify(other, "elsewhere", KEY.verifyKey())).isTrue();

        assertThat(JsonSigner.verify(other.deepCopy().put("a", 2), "domain", KEY.verifyKey()))
                .isFalse();
        assertThat(JsonSigner.verify(other.deepCopy().put("x", 0), "domain", KEY.verifyKey()))
                .isFalse();
    }

    @Test
    void refusesMissingForeignAndMalformedSignatures() {
        VerifyKey key = KEY.verifyKey();
        assertThat(JsonSigner.verify(Json.object(), "domain", key)).isFalse();
        for (String signature :
                new String[] {
                    "\"\"", "\"%%%\"", "\"AAAA\"", "5", "null", "\"" + "A".repeat(86) + "\""
                }) {
            ObjectNode object =
                    Json.parseObject(
                            "{\"signatures\":{\"domain\":{\"ed25519:1\":" + signature + "}}}");
            assertThat(JsonSigner.verify(object, "domain", key)).isFalse();
        }
        ObjectNode odd = Json.parseObject("{\"signatures\":{\"domain\":[]}}");
        assertThat(JsonSigner.verify(odd, "domain", key)).isFalse();
        assertThat(JsonSigner.verify(JsonSigner.sign(Json.object(), "domain", KEY), "other", key))
                .isFalse();
        SigningKey stranger = SigningKey.fromSeed("ed25519:1", new byte[32]);
        assertThat(
                        JsonSigner.verify(
                                JsonSigner.sign(Json.object(), "domain", stranger), "domain", key))
                .isFalse();
    }

    @Test
    void listsOnlyKeysOfKnownAlgorithms() {
        ObjectNode object =
                Json.parseObject(
                        "{\"signatures\":{\"d\":{\"ed25519:a\":\"\",\"rsa:b\":\"\",\"ed25519:\":\"\",\"x\":\"\"}}}");

        assertThat(JsonSigner.keyIds(object, "d")).containsExactly("ed25519:a");
        assertThat(JsonSigner.keyIds(object, "e")).isEmpty();
    }

    @Test
    void keysSurviveTheirFile() {
        SigningKey key =
                SigningKey.generate(RandomGeneratorFactory.of("L64X128MixRandom").create(7));
        SigningKey read = SigningKey.parse(key.toLine() + "\n");

        assertThat(key.keyId()).matches("ed25519:a_[a-z]{4}");
        assertThat(read.keyId()).isEqualTo(key.keyId());
        assertThat(read.verifyKey()).isEqualTo(key.verifyKey());
        assertThat(key.verifyKey().verify(new byte[] {1}, read.sign(new byte[] {1}))).isTrue();
        assertThat(key).hasToString(key.keyId());
        for (String line :
                new String[] {"", "ed25519 a", "rsa a AAAA", "ed25519 a AAAA", "ed25519 a !"}) {
            assertThatThrownBy(() -> SigningKey.parse(line))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesKeysOfAWrongLength() {
        for (int length : new int[] {0, 31, 33}) {
            byte[] raw = new byte[length];
            assertThatThrownBy(() -> new VerifyKey("ed25519:1", raw))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
