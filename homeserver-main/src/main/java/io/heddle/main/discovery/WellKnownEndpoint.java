package io.heddle.main.discovery;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.account.ClientWellKnown;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What stands under `/.well-known/matrix` for clients. https://spec.matrix.org/v1.19/client-server-api/#well-known-uris
@RestController
@RequestMapping("/.well-known/matrix")
class WellKnownEndpoint {
    private final ClientWellKnown client;
    private final HomeserverSettings settings;

    WellKnownEndpoint(ClientWellKnown client, HomeserverSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    @GetMapping("/client")
    ObjectNode client(ServerHttpRequest request) {
        return client.contentAt(request.getURI()).orElseThrow(WellKnownEndpoint::absent);
    }

    /// Some write a slash too many. Web clients may follow, as the CORS headers are on this answer as well.
    @GetMapping({"/client/", "/support/"})
    ResponseEntity<Void> moved(ServerHttpRequest request) {
        String path = request.getPath().value();
        return ResponseEntity.status(HttpStatus.PERMANENT_REDIRECT)
                .header(HttpHeaders.LOCATION, path.substring(0, path.length() - 1))
                .build();
    }

    /// The contact is a user id or an email address; the one of the settings' `admin_contact` may be a `mailto:` link.
    @GetMapping("/support")
    ObjectNode support() {
        String page = settings.wellKnown().supportPage();
        String contact = contact();
        if (page == null && contact == null) {
            throw absent();
        }
        ObjectNode answer = Json.object();
        if (contact != null) {
            ArrayNode contacts = answer.putArray("contacts");
            for (String role : new String[] {"m.role.admin", "m.role.security"}) {
                contacts.addObject()
                        .put(contact.startsWith("@") ? "matrix_id" : "email_address", contact)
                        .put("role", role);
            }
        }
        if (page != null) {
            answer.put("support_page", page);
        }
        return answer;
    }

    private @Nullable String contact() {
        String contact =
                settings.wellKnown().supportContact() != null
                        ? settings.wellKnown().supportContact()
                        : settings.adminContact();
        return contact != null && contact.startsWith("mailto:")
                ? contact.substring("mailto:".length())
                : contact;
    }

    private static MatrixException absent() {
        return MatrixException.notFound("Nothing is published here");
    }
}
