package io.heddle.sync.v3;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.event.SentTransactions;
import io.heddle.sync.live.LiveEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/// Lets the answer to a device's own `/send` arrive before the sync that brings the event: a client that sees its event
/// first may take it for another's and send it again. The send may be answered by another process, so its answer gets a
/// head start from when the event became known here. Nobody waits but the device that sent, and not for events that come
/// while it waits: those are for its next sync.
/// https://spec.matrix.org/v1.19/client-server-api/#local-echo
@Component
class LocalEchoes {
    static final Duration HEAD_START = Duration.ofMillis(15);

    private final SentTransactions transactions;

    LocalEchoes(SentTransactions transactions) {
        this.transactions = transactions;
    }

    /// Waits until the answer may be given.
    void letSendsBeAnswered(SyncAnswer answer, SyncRequest request) {
        String device = request.deviceId();
        if (device == null || answer.joined().isEmpty()) {
            return;
        }
        List<List<LiveEvent>> windows = new ArrayList<>();
        for (RoomDraft draft : answer.joined()) {
            if (draft.window() != null) {
                windows.add(draft.window());
            }
        }
        long now = System.nanoTime();
        long left = headStart(windows, request.user(), device, now);
        if (left > 0) {
            pauseUntil(now + left);
        }
    }

    /// For how many nanoseconds from `now` a device must not see these events: 0 when it sent none of them just now.
    ///
    /// @param windows events of rooms, oldest first
    long headStart(List<List<LiveEvent>> windows, UserId user, String device, long now) {
        Map<EventId, LiveEvent> own = new HashMap<>();
        windows.forEach(window -> addFresh(window, user, now, own));
        if (own.isEmpty()) {
            return 0;
        }
        return transactions.of(own.keySet(), user.value(), device).keySet().stream()
                .mapToLong(id -> Objects.requireNonNull(own.get(id)).heardAt())
                .map(heard -> heard + HEAD_START.toNanos() - now)
                .max()
                .orElse(0);
    }

    private static void addFresh(
            List<LiveEvent> window, UserId user, long now, Map<EventId, LiveEvent> into) {
        for (LiveEvent event : window.reversed()) {
            if (now - event.heardAt() >= HEAD_START.toNanos()) {
                return;
            }
            if (event.row().sender().equals(user.value())) {
                into.put(new EventId(event.row().eventId()), event);
            }
        }
    }

    private void pauseUntil(long time) {
        long left = time - System.nanoTime();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, left);
            left = time - System.nanoTime();
        }
    }
}
