package io.heddle.events.schedule;

import io.heddle.events.room.ContentRules;
import io.heddle.protocol.crypto.Sha256;
import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.CanonicalJsonException;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.delayed.DelayedEvent;
import io.heddle.storage.delayed.DelayedEvents;
import io.heddle.storage.keys.ServerKeys;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.node.ObjectNode;

/// Takes events that are to be sent later. Whether the room allows them is seen when they are.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/4140
@Service
public class DelayedEventScheduling {
    private static final int ID_BYTES = 18;
    private static final int MAX_EVENT_BYTES = 65_536;
    private static final int MAX_KEY_BYTES = 255;

    private final DelayedEvents delayed;
    private final NextDue next;
    private final Rooms rooms;
    private final RateLimiter limiter;
    private final Clock clock;
    private final RandomGenerator random;
    private final ServerKeys keys;
    private final @Nullable Duration longest;
    private final int perUser;

    DelayedEventScheduling(
            DelayedEvents delayed,
            NextDue next,
            Rooms rooms,
            RateLimiter limiter,
            Clock clock,
            RandomGenerator random,
            ServerKeys keys,
            HomeserverSettings settings) {
        this.keys = keys;
        this.delayed = delayed;
        this.next = next;
        this.rooms = rooms;
        this.limiter = limiter;
        this.clock = clock;
        this.random = random;
        this.longest = settings.maxEventDelayDuration();
        this.perUser = settings.experimentalFeatures().msc4140MaxDelayedEventsPerUser();
    }

    /// Schedules an event and returns its delay id.
    ///
    /// @param delayMs how long to wait
    public String schedule(Requester requester, RoomId roomId, EventDraft draft, long delayMs) {
        requester.mustNotBeSuspended();
        limiter.check(Limit.MESSAGE, requester);
        checkDelay(delayMs);
        ContentRules.check(draft);
        checkSize(draft);
        Room room =
                rooms.find(roomId)
                        .orElseThrow(() -> MatrixException.forbidden("You are not in this room"));
        long now = clock.millis();
        DelayedEvent event = event(requester, room, draft, delayMs, now);
        delayed.add(event, perUser, now);
        next.at(event.sendTs());
        return event.delayId();
    }

    private DelayedEvent event(
            Requester requester, Room room, EventDraft draft, long delayMs, long now) {
        return new DelayedEvent(
                id(requester, room, draft),
                requester.userId(),
                requester.deviceId(),
                room.nid(),
                draft.type(),
                draft.stateKey(),
                draft.originServerTs(),
                draft.content(),
                delayMs,
                now + delayMs,
                draft.stickyMs(),
                0);
    }

    private void checkDelay(long delayMs) {
        if (delayMs < 0) {
            throw MatrixException.invalidParam("The delay must not be negative");
        }
        if (longest == null || perUser <= 0) {
            throw MatrixException.forbidden("This server does not delay events");
        }
        if (delayMs > longest.toMillis()) {
            throw MatrixException.forbidden(
                            "The longest delay is " + longest.toMillis() + " milliseconds")
                    .with("org.matrix.msc4140.errcode", "M_MAX_DELAY_EXCEEDED")
                    .with("org.matrix.msc4140.max_delay", longest.toMillis());
        }
    }

    private static void checkSize(EventDraft draft) {
        checkKey(draft.type());
        checkKey(draft.stateKey());
        if (bytes(draft.content()) > MAX_EVENT_BYTES) {
            throw MatrixException.tooLarge("The event is too large");
        }
    }

    private static int bytes(ObjectNode content) {
        try {
            return CanonicalJson.encode(content).length;
        } catch (CanonicalJsonException e) {
            throw MatrixException.badJson(String.valueOf(e.getMessage()));
        }
    }

    private static void checkKey(@Nullable String key) {
        if (key != null && key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw MatrixException.tooLarge("Event types and state keys have at most 255 bytes");
        }
    }

    /// A repeated transaction has the same id, and nobody else can tell it.
    private String id(Requester requester, Room room, EventDraft draft) {
        ClientTransaction transaction = draft.transaction();
        byte[] bytes = new byte[ID_BYTES];
        if (transaction == null) {
            random.nextBytes(bytes);
        } else {
            String named =
                    String.join(
                            "\0",
                            "delayed event",
                            requester.userId().value(),
                            transaction.deviceId(),
                            room.id().value(),
                            transaction.request(),
                            transaction.txnId());
            byte[] signed = keys.signingKey().sign(named.getBytes(StandardCharsets.UTF_8));
            bytes = Arrays.copyOf(Sha256.hash(signed), ID_BYTES);
        }
        return "delay_" + UnpaddedBase64.encodeUrlSafe(bytes);
    }
}
