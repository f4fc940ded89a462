package io.heddle.web.event;

import io.heddle.protocol.id.EventId;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.SentMark;
import io.heddle.storage.event.SentTransactions;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.relation.Aggregations;
import io.heddle.storage.relation.Relations;
import io.heddle.storage.room.ReplacedState;
import io.heddle.storage.room.RoomHistories;
import io.heddle.storage.room.RoomHistory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Turns stored events into what clients see of them: the one place that fills `unsigned`. Everything that an answer's
/// events need is read at once, and nothing is read when it is at hand or there is nothing to read.
///
/// The trees share the content of the stored events: treat them as read only.
@Component
public class ClientEvents {
    private final Events events;
    private final ReplacedState replaced;
    private final SentTransactions transactions;
    private final RoomHistories histories;
    private final Relations relations;
    private final Clock clock;

    ClientEvents(
            Events events,
            ReplacedState replaced,
            SentTransactions transactions,
            RoomHistories histories,
            Relations relations,
            Clock clock) {
        this.events = events;
        this.replaced = replaced;
        this.transactions = transactions;
        this.histories = histories;
        this.relations = relations;
        this.clock = clock;
    }

    public ObjectNode format(StoredEvent event, EventReader reader) {
        return formatAll(List.of(event), reader).getFirst();
    }

    /// Events of any rooms, in the same order.
    public List<ObjectNode> formatAll(Collection<StoredEvent> wanted, EventReader reader) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        EventWriter writer = prepare(wanted, reader);
        return wanted.stream().map(writer::write).toList();
    }

    /// Many lists at once, such as the timelines of the rooms of a sync, under the same keys.
    public <K> Map<K, List<ObjectNode>> formatLists(
            Map<K, List<StoredEvent>> lists, EventReader reader) {
        List<StoredEvent> all = lists.values().stream().flatMap(Collection::stream).toList();
        Map<K, List<ObjectNode>> formatted = new LinkedHashMap<>();
        if (all.isEmpty()) {
            lists.keySet().forEach(key -> formatted.put(key, List.of()));
            return formatted;
        }
        EventWriter writer = prepare(all, reader);
        lists.forEach((key, list) -> formatted.put(key, list.stream().map(writer::write).toList()));
        return formatted;
    }

    private EventWriter prepare(Collection<StoredEvent> wanted, EventReader reader) {
        Map<EventId, Aggregations> bundles =
                reader.aggregations() ? relations.of(wanted, reader.user()) : Map.of();
        Collection<StoredEvent> all = wanted;
        if (!bundles.isEmpty()) {
            all = new ArrayList<>(wanted);
            all.addAll(Relations.bundled(bundles.values()));
        }
        Map<EventId, StoredEvent> redactions = redactions(all);
        if (!redactions.isEmpty()) {
            all = new ArrayList<>(all);
            all.addAll(redactions.values());
        }
        Map<Long, RoomHistory> own =
                histories.of(
                        all.stream().map(StoredEvent::roomNid).collect(Collectors.toSet()),
                        reader.user());
        return new EventWriter(
                reader,
                clock.millis(),
                bundles,
                redactions,
                sent(all, reader),
                replaced.by(all),
                own);
    }

    private Map<EventId, StoredEvent> redactions(Collection<StoredEvent> of) {
        List<EventId> ids =
                of.stream()
                        .map(StoredEvent::redactedBy)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
        return ids.isEmpty() ? Map.of() : new HashMap<>(events.findAll(ids));
    }

    private Map<EventId, SentMark> sent(Collection<StoredEvent> of, EventReader reader) {
        String device = reader.deviceId();
        if (device == null) {
            return Map.of();
        }
        List<EventId> own =
                of.stream()
                        .filter(event -> event.pdu().sender().equals(reader.user()))
                        .map(StoredEvent::eventId)
                        .distinct()
                        .toList();
        return own.isEmpty() ? Map.of() : transactions.of(own, reader.user().value(), device);
    }
}
