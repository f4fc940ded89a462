package io.heddle.client.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.heddle.replication.config.HeddleVersion;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.LockedAllowed;
import io.heddle.web.auth.Requester;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
            Stream.concat(
                            Stream.of(
                                    "r0.0.1", "r0.1.0", "r0.2.0", "r0.3.0", "r0.4.0", "r0.5.0",
                                    "r0.6.0", "r0.6.1"),
                            IntStream.rangeClosed(1, 19).mapToObj(minor -> "v1." + minor))
                    .toList();

    /// One line a feature: only what Heddle does.
    private static final List<String> UNSTABLE_FEATURES =
            List.of(
                    "net.zemos.msc4383",
                    "org.matrix.e2e_cross_signing",
                    "org.matrix.msc2285.stable",
                    "org.matrix.msc2432",
                    "org.matrix.msc3391",
                    "org.matrix.msc3440.stable",
                    "org.matrix.msc3771",
                    "org.matrix.msc3773",
                    "org.matrix.msc3814",
                    "org.matrix.msc3827.stable",
                    "org.matrix.msc3874",
                    "org.matrix.msc3882",
                    "org.matrix.msc3916.stable",
                    "org.matrix.msc3981",
                    "org.matrix.msc4222",
                    "org.matrix.msc4380.stable",
                    "uk.half-shot.msc2666.query_mutual_rooms",
                    "uk.half-shot.msc2666.query_mutual_rooms.stable",
                    "uk.tcpip.msc4133",
                    "uk.tcpip.msc4133.stable");

    private final Map<String, Boolean> features;

    VersionsEndpoint(HomeserverSettings settings) {
        Map<String, Boolean> all =
                UNSTABLE_FEATURES.stream()
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        feature -> true,
                                        (one, other) -> one,
                                        TreeMap::new));
        HomeserverSettings.ExperimentalFeatures experimental = settings.experimentalFeatures();
        all.put("org.matrix.msc3881", experimental.msc3881Enabled());
        all.put("org.matrix.msc3912", experimental.msc3912Enabled());
        all.put("org.matrix.msc4028", experimental.msc4028PushEncryptedEvents());
        all.put(
                "org.matrix.msc4140",
                settings.maxEventDelayDuration() != null
                        && experimental.msc4140MaxDelayedEventsPerUser() > 0);
        all.put(
                "org.matrix.msc4143",
                experimental.msc4143Enabled() || !settings.matrixRtc().transports().isEmpty());
        all.put("org.matrix.msc4306", experimental.msc4306Enabled());
        all.put("org.matrix.msc4354", experimental.msc4354Enabled());
        all.put("org.matrix.msc4429", experimental.msc4429Enabled());
        all.put("com.beeper.msc4446", experimental.msc4446Enabled());
        this.features = Map.copyOf(all);
    }

    private static final Server SERVER = new Server(HeddleVersion.NAME, HeddleVersion.version());

    @GuestsAllowed
    @LockedAllowed
    @GetMapping("/_matrix/client/versions")
    ResponseEntity<Versions> versions(@Nullable Requester requester) {
        CacheControl caching =
                requester == null
                        ? CacheControl.maxAge(java.time.Duration.ofMinutes(10)).cachePublic()
                        : CacheControl.noStore();
        return ResponseEntity.ok()
                .cacheControl(caching)
                .header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION)
                .body(new Versions(VERSIONS, features, SERVER));
    }

    /// @param server as MSC4383 has it
    record Versions(
            List<String> versions,
            Map<String, Boolean> unstableFeatures,
            @JsonProperty("net.zemos.msc4383.server") Server server) {}

    record Server(String name, String version) {}
}
