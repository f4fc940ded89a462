package io.heddle.main.account;

import io.heddle.protocol.json.Json;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import io.heddle.web.uia.InteractiveAuth;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// `POST /account/deactivate`.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3accountdeactivate
@ClientController
class DeactivateEndpoint {
    private final InteractiveAuth interactiveAuth;
    private final Deactivation deactivation;

    DeactivateEndpoint(InteractiveAuth interactiveAuth, Deactivation deactivation) {
        this.interactiveAuth = interactiveAuth;
        this.deactivation = deactivation;
    }

    @PostMapping("/account/deactivate")
    Deactivated deactivate(
            Requester requester, @RequestBody ObjectNode body, ServerHttpRequest request) {
        ObjectNode wanted = interactiveAuth.confirm(requester, request, body);
        deactivation.deactivate(requester.userId(), Json.isTrue(wanted, "erase"));
        return new Deactivated("success");
    }

    /// No identity server holds anything of ours, so that nothing is left to be unbound.
    record Deactivated(String idServerUnbindResult) {}
}
