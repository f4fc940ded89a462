package io.heddle.client.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.auth.Requester;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The transports that calls of many people can use, MSC4143: as the settings list them. Known where the
/// settings switch it on or list any.
@RestController
class RtcTransportsEndpoint {
    private final List<Map<String, Object>> transports;
    private final boolean enabled;

    RtcTransportsEndpoint(HomeserverSettings settings) {
        this.transports =
                settings.matrixRtc().transports().stream()
                        .map(RtcTransportsEndpoint::asTold)
                        .toList();
        this.enabled = settings.experimentalFeatures().msc4143Enabled() || !transports.isEmpty();
    }

    /// Settings have dashes where clients, and the settings file, have underscores.
    private static Map<String, Object> asTold(Map<String, Object> transport) {
        Map<String, Object> told = new LinkedHashMap<>();
        transport.forEach((key, value) -> told.put(key.replace('-', '_'), value));
        return told;
    }

    @GetMapping("/_matrix/client/unstable/org.matrix.msc4143/rtc/transports")
    Map<String, Object> transports(Requester requester) {
        if (!enabled) {
            throw MatrixException.unrecognized(404);
        }
        return Map.of("rtc_transports", transports);
    }
}
