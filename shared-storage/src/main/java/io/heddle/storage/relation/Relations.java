package io.heddle.storage.relation;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.accountdata.IgnoredUsers;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.relation.Aggregations.Thread;
import io.heddle.storage.relation.RelationQueries.Child;
import io.heddle.storage.relation.RelationQueries.Parent;
import io.heddle.storage.relation.RelationQueries.ThreadRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Bundled aggregations of many events at once: one query when nothing relates to any of them, at most one more for each
/// kind of relation otherwise. Children that were redacted, or sent by users whom the reader ignores, do not count.
@Component
public class Relations {
    public static final String REPLACE = "m.replace";
    public static final String THREAD = "m.thread";
    public static final String REFERENCE = "m.reference";

    private static final List<String> BUNDLED = List.of(REPLACE, THREAD, REFERENCE);
    private static final List<String> BUNDLED_IN_THREADS = List.of(REPLACE, REFERENCE);

    private final RelationQueries queries;
    private final Events events;
    private final IgnoredUsers ignoredUsers;

    Relations(RelationQueries queries, Events events, IgnoredUsers ignoredUsers) {
        this.queries = queries;
        this.events = events;
        this.ignoredUsers = ignoredUsers;
    }

    /// What to bundle with events of any rooms, by event id; events with nothing to bundle are absent.
    public Map<EventId, Aggregations> of(Collection<StoredEvent> wanted, UserId reader) {
        return of(wanted, reader, ignoredUsers.of(reader), BUNDLED);
    }

    private Map<EventId, Aggregations> of(
            Collection<StoredEvent> wanted,
            UserId reader,
            Set<String> ignored,
            List<String> relTypes) {
        Map<EventId, StoredEvent> parents = parents(wanted);
        Map<String, List<Parent>> related =
                parents.isEmpty() ? Map.of() : queries.related(parents.values(), relTypes);
        if (related.isEmpty()) {
            return Map.of();
        }
        Map<EventId, StoredEvent> edits = edits(related.getOrDefault(REPLACE, List.of()), parents);
        Map<EventId, List<EventId>> references =
                queries.references(related.getOrDefault(REFERENCE, List.of()), ignored);
        Map<EventId, Thread> threads =
                threads(related.getOrDefault(THREAD, List.of()), parents, reader, ignored);
        Map<EventId, Aggregations> bundles = new HashMap<>();
        for (EventId id : parents.keySet()) {
            Aggregations bundle =
                    new Aggregations(
                            edits.get(id), threads.get(id), references.getOrDefault(id, List.of()));
            if (!bundle.isEmpty()) {
                bundles.put(id, bundle);
            }
        }
        return bundles;
    }

    private static Map<EventId, StoredEvent> parents(Collection<StoredEvent> wanted) {
        return wanted.stream()
                .collect(
                        Collectors.toMap(
                                StoredEvent::eventId,
                                event -> event,
                                (one, same) -> one,
                                java.util.LinkedHashMap::new));
    }

    private Map<EventId, StoredEvent> edits(
            List<Parent> edited, Map<EventId, StoredEvent> originals) {
        List<Parent> editable =
                edited.stream().filter(parent -> isEditable(parent.of(originals))).toList();
        List<Child> candidates = queries.edits(editable, originals);
        Map<Long, StoredEvent> found =
                events.byNids(candidates.stream().map(Child::nid).collect(Collectors.toSet()));
        Map<EventId, StoredEvent> newest = new HashMap<>();
        for (Child candidate : candidates) {
            StoredEvent edit = found.get(candidate.nid());
            if (edit != null && hasNewContent(edit)) {
                newest.putIfAbsent(candidate.parent(), edit);
            }
        }
        return newest;
    }

    /// State and edits are not edited, and what is redacted stays redacted.
    private static boolean isEditable(@Nullable StoredEvent event) {
        return event != null
                && event.redactedBy() == null
                && !event.pdu().isState()
                && !REPLACE.equals(
                        Json.string(
                                Json.object(event.pdu().content(), "m.relates_to"), "rel_type"));
    }

    /// The new content of an encrypted edit is out of sight.
    private static boolean hasNewContent(StoredEvent edit) {
        return edit.pdu().type().equals("m.room.encrypted")
                || Json.object(edit.pdu().content(), "m.new_content") != null;
    }

    private Map<EventId, Thread> threads(
            List<Parent> roots,
            Map<EventId, StoredEvent> parents,
            UserId reader,
            Set<String> ignored) {
        if (roots.isEmpty()) {
            return Map.of();
        }
        List<ThreadRow> rows = queries.threads(roots, reader, ignored);
        Map<Long, StoredEvent> latest =
                events.byNids(rows.stream().map(ThreadRow::latestNid).collect(Collectors.toSet()));
        Map<EventId, Aggregations> bundles =
                of(latest.values(), reader, ignored, BUNDLED_IN_THREADS);
        Map<EventId, Thread> threads = new HashMap<>();
        for (ThreadRow row : rows) {
            StoredEvent last = latest.get(row.latestNid());
            StoredEvent root = parents.get(row.root());
            if (last != null && root != null) {
                boolean participated = row.participated() || root.pdu().sender().equals(reader);
                threads.put(
                        row.root(),
                        new Thread(last, bundles.get(last.eventId()), row.count(), participated));
            }
        }
        return threads;
    }

    /// The events of bundles, so that they can be formatted together with those they are bundled with.
    public static List<StoredEvent> bundled(Collection<Aggregations> bundles) {
        Set<StoredEvent> found = new HashSet<>();
        for (Aggregations bundle : bundles) {
            if (bundle.edit() != null) {
                found.add(bundle.edit());
            }
            Thread thread = bundle.thread();
            if (thread != null) {
                found.add(thread.latest());
                if (thread.latestAggregations() != null) {
                    found.addAll(bundled(List.of(thread.latestAggregations())));
                }
            }
        }
        return new ArrayList<>(found);
    }
}
