package io.heddle.client.keys;

import io.heddle.protocol.json.Json;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// Cross-signing keys and signatures. https://spec.matrix.org/v1.19/client-server-api/#cross-signing
@ClientController
class CrossSigningController {
    private final CrossSigningUpload keys;
    private final SignatureUpload signatures;

    CrossSigningController(CrossSigningUpload keys, SignatureUpload signatures) {
        this.keys = keys;
        this.signatures = signatures;
    }

    @PostMapping("/keys/device_signing/upload")
    ObjectNode uploadKeys(
            Requester requester, ServerHttpRequest request, @RequestBody ObjectNode body) {
        keys.upload(requester, request, body);
        return Json.object();
    }

    @PostMapping("/keys/signatures/upload")
    ObjectNode uploadSignatures(Requester requester, @RequestBody ObjectNode body) {
        ObjectNode answer = Json.object();
        answer.set("failures", signatures.upload(requester.userId(), body));
        return answer;
    }
}
