package io.heddle.federation.query;

import java.util.Map;
import java.util.Objects;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1version
@RestController
class VersionEndpoint {
    private static final String UNPACKED = "development";

    @GetMapping("/_matrix/federation/v1/version")
    Map<String, Map<String, String>> version() {
        String version = getClass().getPackage().getImplementationVersion();
        return Map.of(
                "server",
                Map.of("name", "Heddle", "version", Objects.requireNonNullElse(version, UNPACKED)));
    }
}
