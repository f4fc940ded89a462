package io.heddle.sync.v3;

import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.call.Presences;
import io.heddle.replication.stream.SyncToken;
import io.heddle.sync.v3.SyncRequest.StateMode;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import io.heddle.web.usage.ServerLimits;
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
    private final ServerLimits limits;

    SyncController(
            SyncService service, SyncFilters filters, Presences presences, ServerLimits limits) {
        this.service = service;
        this.filters = filters;
        this.presences = presences;
        this.limits = limits;
    }

    @GuestsAllowed
    @GetMapping("/sync")
    ResponseEntity<byte[]> sync(
            Requester requester,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(name = "full_state", defaultValue = "false") boolean fullState,
            @RequestParam(name = "set_presence", defaultValue = "online") String setPresence,
            @RequestParam(defaultValue = "0") long timeout,
            @RequestParam(name = "use_state_after", defaultValue = "false") boolean stateAfter,
            @RequestParam(name = "org.matrix.msc4222.use_state_after", defaultValue = "false")
                    boolean unstableStateAfter,
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
                        fullState,
                        stateMode(stateAfter, unstableStateAfter),
                        Duration.ofMillis(Math.min(timeout, MAX_TIMEOUT.toMillis())));
        limits.check(requester);
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
}
