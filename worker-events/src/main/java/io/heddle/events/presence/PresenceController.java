package io.heddle.events.presence;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.Presences;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.ephemeral.PresenceStates;
import io.heddle.storage.room.Memberships;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.route.ClientController;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// `/presence/{userId}/status`. With presence switched off reads say offline and writes have no effect.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3presenceuseridstatus
@ClientController
class PresenceController {
    private static final Set<String> STATES =
            Set.of(Presences.ONLINE, Presences.UNAVAILABLE, Presences.OFFLINE);
    private static final int MAX_STATUS = 16 * 1024;

    private final Presences presences;
    private final PresenceStates states;
    private final Memberships memberships;
    private final HomeserverSettings settings;
    private final RateLimiter limiter;
    private final Clock clock;

    PresenceController(
            Presences presences,
            PresenceStates states,
            Memberships memberships,
            HomeserverSettings settings,
            RateLimiter limiter,
            Clock clock) {
        this.presences = presences;
        this.states = states;
        this.memberships = memberships;
        this.settings = settings;
        this.limiter = limiter;
        this.clock = clock;
    }

    record SetPresence(@Nullable String presence, @Nullable String statusMsg) {}

    @PutMapping("/presence/{userId}/status")
    ObjectNode set(
            Requester requester, @PathVariable UserId userId, @RequestBody SetPresence body) {
        requester.mustBe(userId);
        limiter.check(Limit.PRESENCE_PER_USER, requester);
        if (body.presence() == null) {
            throw MatrixException.missingParam("presence");
        }
        if (!STATES.contains(body.presence())) {
            throw MatrixException.invalidParam("presence must be online, unavailable or offline");
        }
        if (body.statusMsg() != null && body.statusMsg().length() > MAX_STATUS) {
            throw MatrixException.invalidParam("status_msg is too long");
        }
        presences.set(userId, requester.deviceId(), body.presence(), body.statusMsg());
        return Json.object();
    }

    @GetMapping("/presence/{userId}/status")
    ObjectNode get(Requester requester, @PathVariable UserId userId) {
        if (settings.presence().enabled()
                && !requester.userId().equals(userId)
                && !memberships.shareRoom(requester.userId(), userId)) {
            throw MatrixException.forbidden("You share no room with this user");
        }
        ObjectNode answer = Json.object();
        states.of(userId.value())
                .ifPresentOrElse(
                        state -> {
                            answer.put("presence", state.presence());
                            if (state.lastActiveTs() > 0) {
                                answer.put(
                                        "last_active_ago", clock.millis() - state.lastActiveTs());
                            }
                            if (state.statusMsg() != null) {
                                answer.put("status_msg", state.statusMsg());
                            }
                            if (state.presence().equals(Presences.ONLINE)) {
                                answer.put("currently_active", state.currentlyActive());
                            }
                        },
                        () -> answer.put("presence", Presences.OFFLINE));
        return answer;
    }
}
