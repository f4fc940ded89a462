package io.heddle.federation.key;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// Tells others this server's keys. https://spec.matrix.org/v1.19/server-server-api/#get_matrixkeyv2server
@RestController
class ServerKeyController {
    private final OwnKeys keys;

    ServerKeyController(OwnKeys keys) {
        this.keys = keys;
    }

    /// The path with a key id is an old one, and answered alike.
    @GetMapping({"/_matrix/key/v2/server", "/_matrix/key/v2/server/{keyId}"})
    ObjectNode keys() {
        return keys.document();
    }
}
