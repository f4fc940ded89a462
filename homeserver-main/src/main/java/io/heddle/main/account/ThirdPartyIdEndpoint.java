package io.heddle.main.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.InvalidIdentifierException;
import io.heddle.protocol.id.ThirdPartyId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.ThirdPartyIds;
import io.heddle.web.auth.Requester;
import io.heddle.web.json.Fields;
import io.heddle.web.route.ClientController;
import io.heddle.web.uia.InteractiveAuth;
import java.util.List;
import java.util.Map;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// Email addresses and phone numbers of the account. They are proved by a validation that this server does itself, which
/// takes a way to send mail; identity servers are not spoken to.
/// https://spec.matrix.org/v1.19/client-server-api/#adding-account-administrative-contact-information
@ClientController
class ThirdPartyIdEndpoint {
    private final ThirdPartyIds ids;
    private final InteractiveAuth interactiveAuth;
    private final boolean changesAllowed;

    ThirdPartyIdEndpoint(
            ThirdPartyIds ids, InteractiveAuth interactiveAuth, HomeserverSettings settings) {
        this.ids = ids;
        this.interactiveAuth = interactiveAuth;
        this.changesAllowed = settings.enable3pidChanges();
    }

    @GetMapping("/account/3pid")
    Bindings list(Requester requester) {
        return new Bindings(ids.ofUser(requester.userId()));
    }

    /// The old way to add one, with the credentials inside an object.
    @PostMapping("/account/3pid")
    Map<String, Object> addDeprecated(Requester requester, @RequestBody ObjectNode body) {
        requireAllowed();
        ObjectNode credentials = Fields.object(body, "three_pid_creds");
        if (credentials == null) {
            credentials = Fields.object(body, "threePidCreds");
        }
        if (credentials == null) {
            throw MatrixException.missingParam("three_pid_creds");
        }
        requireCredentials(credentials);
        throw notValidated();
    }

    @PostMapping("/account/3pid/add")
    Map<String, Object> add(
            Requester requester, @RequestBody ObjectNode body, ServerHttpRequest request) {
        requireAllowed();
        ObjectNode wanted = interactiveAuth.confirm(requester, request, body);
        Fields.requiredString(wanted, "client_secret");
        Fields.requiredString(wanted, "sid");
        throw notValidated();
    }

    @PostMapping("/account/3pid/bind")
    Map<String, Object> bind(Requester requester, @RequestBody ObjectNode body) {
        requireCredentials(body);
        throw new MatrixException(
                400, "M_SERVER_NOT_TRUSTED", "This server does not use identity servers");
    }

    @PostMapping("/account/3pid/unbind")
    Unbound unbind(Requester requester, @RequestBody ObjectNode body) {
        id(body);
        return new Unbound("no-support");
    }

    @PostMapping("/account/3pid/delete")
    Unbound delete(Requester requester, @RequestBody ObjectNode body) {
        requireAllowed();
        ids.remove(requester.userId(), id(body));
        return new Unbound("success");
    }

    private static void requireCredentials(ObjectNode body) {
        Fields.requiredString(body, "client_secret");
        Fields.requiredString(body, "sid");
        Fields.requiredString(body, "id_server");
        Fields.requiredString(body, "id_access_token");
    }

    private void requireAllowed() {
        if (!changesAllowed) {
            throw MatrixException.forbidden("3PID changes are disabled on this server");
        }
    }

    private static ThirdPartyId id(ObjectNode body) {
        Fields.string(body, "id_server");
        String medium = Fields.requiredString(body, "medium");
        String address = Fields.requiredString(body, "address");
        try {
            return ThirdPartyId.parse(medium, address);
        } catch (InvalidIdentifierException e) {
            throw MatrixException.invalidParam("Not a valid third-party identifier");
        }
    }

    private static MatrixException notValidated() {
        return new MatrixException(
                400, "M_THREEPID_AUTH_FAILED", "No validated session of this identifier");
    }

    record Bindings(List<ThirdPartyIds.Bound> threepids) {}

    record Unbound(String idServerUnbindResult) {}
}
