package io.heddle.main.discovery;

import io.heddle.protocol.error.MatrixException;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Where a server with the OAuth 2.0 API describes it. This one has the legacy API, see `GET /login`, and so answers 404
/// M_UNRECOGNIZED. https://spec.matrix.org/v1.19/client-server-api/#authentication-api-discovery
@RestController
class AuthMetadataEndpoint {

    @GetMapping({
        "/_matrix/client/v1/auth_metadata",
        "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata",
        "/_matrix/client/unstable/org.matrix.msc2965/auth_issuer"
    })
    Map<String, Object> metadata() {
        throw MatrixException.unrecognized(404);
    }
}
