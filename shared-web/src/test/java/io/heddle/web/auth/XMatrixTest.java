package io.heddle.web.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

@Tag("SS-CONN-03")
class XMatrixTest {
    private static final ServerName ORIGIN = ServerName.parse("origin.example:88");
    private static final ServerName DESTINATION = ServerName.parse("destination.example");
    private static final SigningKey KEY = SigningKey.fromSeed("ed25519:k1", new byte[32]);

    @Test
    void isWrittenStrictlyAndSignsAllOfTheRequest() {
        ObjectNode content = Json.object().put("a", 1);
        XMatrix header = XMatrix.sign("PUT", "/_matrix/x?y=z", ORIGIN, DESTINATION, content, KEY);
        assertThat(header.header())
                .isEqualTo(
                        "X-Matrix origin=\"origin.example:88\",destination=\"destination.example\","
                                + "key=\"ed25519:k1\",sig=\""
                                + header.signature()
                                + "\"");
        assertThat(XMatrix.parse(header.header())).isEqualTo(header);
        ObjectNode signed =
                XMatrix.signed("PUT", "/_matrix/x?y=z", ORIGIN, "destination.example", content);
        byte[] signature = UnpaddedBase64.decode(header.signature());
        assertThat(KEY.verifyKey().verify(JsonSigner.signedBytes(signed), signature)).isTrue();
        ObjectNode other =
                XMatrix.signed("PUT", "/_matrix/x?y=y", ORIGIN, "destination.example", content);
        assertThat(KEY.verifyKey().verify(JsonSigner.signedBytes(other), signature)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Matrix origin=a.b:1,destination=d,key=\"ed25519:1\",sig=\"s\"",
                "x-matrix  ORIGIN=\"a.b:1\" ,\tDestination=\"d\", key=ed25519:1 ,sig=s,",
                "X-Matrix sig=\"\\s\",unknown=\"x,y=\\\"z\",key=\"ed25519:1\",destination=d,origin=a.b:1"
            })
    void isReadLeniently(String header) {
        assertThat(XMatrix.parse(header))
                .isEqualTo(new XMatrix(ServerName.parse("a.b:1"), "d", "ed25519:1", "s"));
    }

    @Test
    void mayComeWithoutADestination() {
        assertThat(XMatrix.parse("X-Matrix origin=a,key=ed25519:1,sig=s").destination()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Matrix",
                "X-Matrix origin=a,key=ed25519:1",
                "X-Matrix origin=\"a,key=ed25519:1,sig=s",
                "X-Matrix origin=a b,key=ed25519:1,sig=s",
                "X-Matrix origin=a,origin=b,key=ed25519:1,sig=s",
                "X-Matrix origin=a/b,key=ed25519:1,sig=s",
                "X-Matrix origin=a\"b\",key=ed25519:1,sig=s",
                "Bearer origin=a,key=ed25519:1,sig=s"
            })
    void isRefusedWhenMalformed(String header) {
        assertThatThrownBy(() -> XMatrix.parse(header))
                .isInstanceOfSatisfying(
                        MatrixException.class, e -> assertThat(e.status()).isEqualTo(401));
    }
}
