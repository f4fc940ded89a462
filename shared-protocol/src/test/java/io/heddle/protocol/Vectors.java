package io.heddle.protocol;

import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.node.ObjectNode;

/// The test vectors that the specification publishes.
/// https://spec.matrix.org/v1.19/appendices/#cryptographic-test-vectors
public final class Vectors {
    private Vectors() {}

    public static ObjectNode all() {
        try (InputStream in = Vectors.class.getResourceAsStream("/crypto-vectors.json")) {
            return Json.parseObject(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ObjectNode signing() {
        return Json.object(all(), "signing");
    }

    public static SigningKey key() {
        ObjectNode signing = signing();
        byte[] seed = UnpaddedBase64.decode(Json.string(signing, "seed_base64"));
        return SigningKey.fromSeed(Json.string(signing, "key_id"), seed);
    }

    public static ServerName server() {
        return new ServerName(Json.string(signing(), "server_name"));
    }
}
