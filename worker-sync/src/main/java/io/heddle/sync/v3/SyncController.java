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
import java.util.concurrent.ExecutorService;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

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
    private final Scheduler threads;

    SyncController(
            SyncService service,
            SyncFilters filters,
            Presences presences,
            ExecutorService requestExecutor) {
        this.service = service;
        this.filters = filters;
        this.presences = presences;
        this.threads = Schedulers.fromExecutor(requestExecutor);
    }

    /// Takes the request and writes the answer itself: of all endpoints this is the one called again and again, and by
    /// everyone at the same moment, and what the framework does with parameters and results costs more than a sync.
    @GuestsAllowed
    @GetMapping("/sync")
    Mono<Void> sync(Requester requester, ServerWebExchange exchange) {
        MultiValueMap<String, String> query = exchange.getRequest().getQueryParams();
        ServerHttpResponse response = exchange.getResponse();
        return Mono.fromCallable(() -> answer(requester, query))
                .subscribeOn(threads)
                .flatMap(body -> {
                    response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
                    response.getHeaders().setContentLength(body.length);
                    return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
                });
    }

    private byte[] answer(Requester requester, MultiValueMap<String, String> query) {
        if (query.containsKey("from")) {
            throw MatrixException.invalidParam("'from' is no parameter of sync; it is 'since'");
        }
        String presence = text(query, "set_presence", Presences.ONLINE);
        if (!PRESENCE.contains(presence)) {
            throw MatrixException.invalidParam(
                    "set_presence must be online, unavailable or offline");
        }
        String since = text(query, "since", "");
        SyncRequest request =
                new SyncRequest(
                        requester.userId(),
                        requester.deviceId(),
                        since.isEmpty() ? null : SyncToken.parse(since),
                        filters.of(requester.userId(), query.getFirst("filter")),
                        flag(query, "full_state"),
                        stateMode(
                                flag(query, "use_state_after"),
                                flag(query, "org.matrix.msc4222.use_state_after")),
                        timeout(text(query, "timeout", "0")));
        presences.seen(
                requester.userId(),
                requester.deviceId(),
                presence,
                request.timeout().plus(GRACE));
        return service.sync(request);
    }

    private static String text(
            MultiValueMap<String, String> query, String name, String otherwise) {
        String value = query.getFirst(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    private static StateMode stateMode(boolean after, boolean unstableAfter) {
        if (after) {
            return StateMode.AFTER_TIMELINE;
        }
        return unstableAfter ? StateMode.AFTER_TIMELINE_UNSTABLE : StateMode.BEFORE_TIMELINE;
    }

    private static boolean flag(MultiValueMap<String, String> query, String name) {
        return switch (query.getFirst(name)) {
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
