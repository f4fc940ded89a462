package io.heddle.sync.v3;

import io.heddle.protocol.filter.EventFields;
import io.heddle.protocol.filter.SyncEventFormat;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.event.SentMark;
import io.heddle.storage.event.SentTransactions;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.relation.Relations;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.RoomHistories;
import io.heddle.storage.room.RoomHistory;
import io.heddle.sync.json.JsonOut;
import io.heddle.sync.room.EventBytes;
import io.heddle.sync.room.EventBytesCache;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Writes the events of an answer for its reader. Most come from bytes that are the same for everyone; what has aggregations
/// to bundle, and all events when the filter wants another form, are formatted one by one.
@Component
class RoomEvents {
    private final EventBytesCache cache;
    private final SentTransactions transactions;
    private final RoomHistories histories;
    private final Relations relations;
    private final ClientEvents clientEvents;
    private final Clock clock;

    RoomEvents(
            EventBytesCache cache,
            SentTransactions transactions,
            RoomHistories histories,
            Relations relations,
            ClientEvents clientEvents,
            Clock clock) {
        this.cache = cache;
        this.transactions = transactions;
        this.histories = histories;
        this.relations = relations;
        this.clientEvents = clientEvents;
        this.clock = clock;
    }

    /// Gets ready to write the events of these rooms.
    Writer prepare(List<RoomDraft> drafts, SyncRequest request) {
        Map<Long, StoredEvent> all = new HashMap<>();
        for (RoomDraft draft : drafts) {
            draft.timeline().events().forEach(event -> all.put(event.nid(), event));
            draft.state().forEach(event -> all.put(event.nid(), event));
            draft.sticky().forEach(event -> all.put(event.nid(), event));
        }
        if (all.isEmpty()) {
            return new Writer(0, Map.of(), Map.of(), Map.of(), Map.of());
        }
        if (isPlain(request)) {
            return new Writer(
                    clock.millis(),
                    cache.of(all.values()),
                    bundled(drafts, request),
                    sent(all.values(), request),
                    histories(drafts, request));
        }
        return new Writer(
                0, Map.of(), formatted(List.copyOf(all.values()), request), Map.of(), Map.of());
    }

    private static boolean isPlain(SyncRequest request) {
        return request.filter().format() == SyncEventFormat.CLIENT
                && request.filter().eventFields().isAll();
    }

    private static EventReader reader(SyncRequest request) {
        return new EventReader(
                request.user(),
                request.deviceId(),
                request.filter().format() == SyncEventFormat.FEDERATION,
                true,
                request.filter().format());
    }

    private Map<Long, byte[]> formatted(List<StoredEvent> events, SyncRequest request) {
        EventFields fields = request.filter().eventFields();
        var trees = clientEvents.formatAll(events, reader(request));
        Map<Long, byte[]> formatted = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            formatted.put(events.get(i).nid(), Json.bytes(fields.trim(trees.get(i))));
        }
        return formatted;
    }

    /// Clients that have all of a timeline work aggregations out themselves.
    private Map<Long, byte[]> bundled(List<RoomDraft> drafts, SyncRequest request) {
        List<StoredEvent> partial = new ArrayList<>();
        for (RoomDraft draft : drafts) {
            if (draft.timeline().limited() || draft.isFull()) {
                partial.addAll(draft.timeline().events());
            }
        }
        if (partial.isEmpty()) {
            return Map.of();
        }
        Set<EventId> parents = new HashSet<>(relations.of(partial, request.user()).keySet());
        List<StoredEvent> bundling =
                partial.stream().filter(event -> parents.contains(event.eventId())).toList();
        return bundling.isEmpty() ? Map.of() : formatted(bundling, request);
    }

    private Map<EventId, SentMark> sent(Collection<StoredEvent> events, SyncRequest request) {
        String device = request.deviceId();
        if (device == null) {
            return Map.of();
        }
        List<EventId> own =
                events.stream()
                        .filter(event -> event.pdu().sender().equals(request.user()))
                        .map(StoredEvent::eventId)
                        .toList();
        return own.isEmpty() ? Map.of() : transactions.of(own, request.user().value(), device);
    }

    /// The user's membership over time in rooms where it changed or may have; elsewhere the user was joined all the time.
    private Map<Long, RoomHistory> histories(List<RoomDraft> drafts, SyncRequest request) {
        List<Long> rooms =
                drafts.stream()
                        .filter(draft -> draft.window() == null)
                        .map(RoomDraft::nid)
                        .toList();
        return rooms.isEmpty() ? Map.of() : histories.of(rooms, request.user());
    }

    /// Writes events from what was read beforehand.
    record Writer(
            long now,
            Map<Long, EventBytes> bytes,
            Map<Long, byte[]> formatted,
            Map<EventId, SentMark> sent,
            Map<Long, RoomHistory> histories) {

        void write(JsonOut out, Collection<StoredEvent> events) {
            out.beginArray();
            events.forEach(event -> write(out, event));
            out.endArray();
        }

        private void write(JsonOut out, StoredEvent event) {
            byte[] whole = formatted.get(event.nid());
            if (whole != null) {
                out.raw(whole);
                return;
            }
            RoomHistory history = histories.get(event.roomNid());
            String membership = membership(event, history);
            boolean sawReplaced =
                    Membership.JOIN.equals(membership)
                            || history != null && history.isOwnMembership(event);
            EventBytes known = Objects.requireNonNull(bytes.get(event.nid()));
            known.write(
                    out,
                    new EventBytes.Reading(
                            now, membership, sawReplaced, sent.get(event.eventId()), null));
        }

        private static @Nullable String membership(
                StoredEvent event, @Nullable RoomHistory history) {
            if (history == null) {
                return Membership.JOIN;
            }
            Long position = event.roomPosition();
            return position == null ? null : history.membershipAfter(position);
        }
    }
}
