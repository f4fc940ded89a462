package io.heddle.client.account;

import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /versions`: what of the specification, and what beyond it, clients may use here.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientversions
@RestController
class VersionsEndpoint {
    private static final List<String> VERSIONS =
            List.of(
                    "r0.0.1", "r0.1.0", "r0.2.0", "r0.3.0", "r0.4.0", "r0.5.0", "r0.6.0", "r0.6.1",
                    "v1.1", "v1.2", "v1.3", "v1.4", "v1.5", "v1.6", "v1.7", "v1.8", "v1.9", "v1.10",
                    "v1.11", "v1.12");

    /// One line a feature: only what Heddle does.
    private static final Map<String, Boolean> UNSTABLE_FEATURES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("org.matrix.label_based_filtering", true),
                            Map.entry("org.matrix.e2e_cross_signing", true),
                            Map.entry("org.matrix.msc2432", true),
                            Map.entry("org.matrix.msc2285.stable", true),
                            Map.entry("org.matrix.msc3440.stable", true),
                            Map.entry("org.matrix.msc3771", true),
                            Map.entry("org.matrix.msc3773", true),
                            Map.entry("org.matrix.msc3827.stable", true),
                            Map.entry("org.matrix.msc3882", true),
                            Map.entry("org.matrix.msc3916.stable", true),
                            Map.entry("fi.mau.msc2659.stable", true),
                            Map.entry("org.matrix.simplified_msc3575", true),
                            Map.entry("uk.tcpip.msc4133.stable", true)));

    @GuestsAllowed
    @GetMapping("/_matrix/client/versions")
    ResponseEntity<Versions> versions(@Nullable Requester requester) {
        CacheControl caching =
                requester == null
                        ? CacheControl.maxAge(java.time.Duration.ofMinutes(10)).cachePublic()
                        : CacheControl.noStore();
        return ResponseEntity.ok()
                .cacheControl(caching)
                .header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION)
                .body(new Versions(VERSIONS, UNSTABLE_FEATURES));
    }

    record Versions(List<String> versions, Map<String, Boolean> unstableFeatures) {}
}
