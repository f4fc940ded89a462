package io.heddle.federation.query;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.replication.config.FederationSettings;
import io.heddle.replication.config.HomeserverSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Tells other servers where this one is, when delegation is configured: by `well_known.server`, or by
/// `serve_server_wellknown` for port 443 of the server name.
/// https://spec.matrix.org/v1.19/server-server-api/#getwell-knownmatrixserver
@RestController
class ServerWellKnownEndpoint {
    private final @Nullable String server;

    ServerWellKnownEndpoint(HomeserverSettings homeserver, FederationSettings settings) {
        ServerName self = ServerName.parse(homeserver.serverName());
        String delegate = homeserver.wellKnown().server();
        if (delegate != null) {
            this.server = ServerName.parse(delegate).value();
        } else if (settings.serveServerWellknown() && self.port().isEmpty()) {
            this.server = self.host() + ":443";
        } else {
            this.server = null;
        }
    }

    @GetMapping("/.well-known/matrix/server")
    Map<String, String> server() {
        if (server == null) {
            throw MatrixException.notFound("Nothing is published here");
        }
        return Map.of("m.server", server);
    }
}
