package io.heddle.sync.v3;

import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.call.Presences;
import io.heddle.replication.stream.SyncToken;
import io.heddle.sync.v3.SyncRequest.StateMode;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync
@ClientController
class SyncController {
    private static final Set<String> PRESENCE =
            Set.of(Presences.ONLINE, Presences.UNAVAILABLE, Presences.OFFLINE);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final SyncService service;
    private final SyncFilters filters;
    private final Presences presences;

    SyncController(SyncService service, SyncFilters filters, Presences presences) {
        this.service = service;
        this.filters = filters;
        this.presences = presences;
    }

    @GuestsAllowed
    @GetMapping("/sync")
    ResponseEntity<byte[]> sync(
            Requester requester,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(name = "full_state", required = false) @Nullable String fullState,
            @RequestParam(name = "set_presence", defaultValue = "online") String setPresence,
            @RequestParam(defaultValue = "0") String timeout,
            @RequestParam(name = "use_state_after", required = false) @Nullable String stateAfter,
            @RequestParam(name = "org.matrix.msc4222.use_state_after", required = false)
                    @Nullable String unstableStateAfter,
            @RequestParam(required = false) @Nullable String from) {
        if (from != null) {
            throw MatrixException.invalidParam("'from' is no parameter of sync; it is 'since'");
        }
        if (!PRESENCE.contains(setPresence)) {
            throw MatrixException.invalidParam(
                    "set_presence must be online, unavailable or offline");
        }
        SyncRequest request =
                new SyncRequest(
                        requester.userId(),
                        requester.deviceId(),
                        since == null || since.isEmpty() ? null : SyncToken.parse(since),
                        filters.of(requester.userId(), filter),
                        flag("full_state", fullState),
                        stateMode(
                                flag("use_state_after", stateAfter),
                                flag("org.matrix.msc4222.use_state_after", unstableStateAfter)),
                        timeout(timeout));
        presences.seen(
                requester.userId(),
                requester.deviceId(),
                setPresence,
                request.timeout().plus(GRACE));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(service.sync(request));
    }

    private static StateMode stateMode(boolean after, boolean unstableAfter) {
        if (after) {
            return StateMode.AFTER_TIMELINE;
        }
        return unstableAfter ? StateMode.AFTER_TIMELINE_UNSTABLE : StateMode.BEFORE_TIMELINE;
    }

    private static boolean flag(String name, @Nullable String value) {
        return switch (value) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw MatrixException.invalidParam(name + " must be true or false");
        };
    }

    private static Duration timeout(String text) {
        try {
            Duration timeout = Duration.ofMillis(Math.max(0, Long.parseLong(text)));
            return timeout.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : timeout;
        } catch (NumberFormatException e) {
            throw MatrixException.invalidParam("timeout must be a number of milliseconds");
        }
    }
}
