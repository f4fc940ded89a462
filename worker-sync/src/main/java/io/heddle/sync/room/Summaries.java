package io.heddle.sync.room;

import com.github.benmanes.caffeine.cache.Cache;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.json.Json;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.FollowingCache;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.MembershipHistory;
import io.heddle.storage.room.MembershipHistory.Hero;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.RoomStates;
import io.heddle.storage.room.RoomStates.Interval;
import io.heddle.storage.room.RoomStates.KeyAt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/// How many members rooms have, and after whom a room without a name is called. Kept at hand until it changes.
@Component
public class Summaries implements MeasuredCaches {
    private static final int MAX_ROOMS = 20_000;
    private static final int HEROES = 5;
    private static final StateKey NAME = new StateKey("m.room.name", "");
    private static final StateKey ALIAS = new StateKey("m.room.canonical_alias", "");
    private static final Set<String> NAMING = Set.of(NAME.type(), ALIAS.type());

    private final MembershipHistory memberships;
    private final RoomStates states;
    private final Events events;
    private final FollowingCache<Long, Summary> summaries;

    Summaries(Streams streams, MembershipHistory memberships, RoomStates states, Events events) {
        this.memberships = memberships;
        this.states = states;
        this.events = events;
        this.summaries =
                new FollowingCache<>(streams, StreamName.EVENTS, MAX_ROOMS, Function.identity());
        streams.<StreamRow.Event>listen(
                StreamName.EVENTS, (from, to, rows) -> rows.forEach(this::note));
    }

    /// A room in numbers.
    ///
    /// @param named the room has a name or an alias, so that nobody needs heroes
    /// @param members the longest-standing members, joined or invited; one more than are shown, for the reader is left out
    /// @param former those who left or were banned, when there are no such members but one
    public record Summary(
            long joined, long invited, boolean named, List<Hero> members, List<Hero> former) {

        /// Those after whom the room is called, for a reader.
        public List<Hero> heroes(String reader) {
            List<Hero> heroes = others(members, reader);
            return heroes.isEmpty() ? others(former, reader) : heroes;
        }

        private static List<Hero> others(List<Hero> all, String reader) {
            return all.stream()
                    .filter(hero -> !hero.userId().equals(reader))
                    .limit(HEROES)
                    .toList();
        }
    }

    private void note(StreamRow.Event row) {
        boolean merges = row.pdu() != null && row.pdu().prevEvents().size() > 1;
        if (row.membership() != null || NAMING.contains(row.type()) || merges) {
            summaries.changed(row.roomNid(), row.position());
        }
    }

    /// The summaries of rooms as they are now.
    public Map<Long, Summary> of(Collection<Long> rooms) {
        return summaries.getAll(rooms, this::read);
    }

    private Map<Long, Summary> read(List<Long> rooms) {
        Map<Long, Long> joined = new HashMap<>();
        Map<Long, Long> invited = new HashMap<>();
        memberships
                .counts(rooms)
                .forEach(count ->
                        (count.membership().equals(Membership.JOIN) ? joined : invited)
                                .put(count.roomNid(), count.members()));
        Set<Long> named = named(rooms);
        List<Long> unnamed = rooms.stream().filter(room -> !named.contains(room)).toList();
        Map<Long, List<Hero>> members =
                heroes(unnamed, List.of(Membership.JOIN, Membership.INVITE));
        List<Long> alone =
                unnamed.stream()
                        .filter(room -> members.getOrDefault(room, List.of()).size() < 2)
                        .toList();
        Map<Long, List<Hero>> former = heroes(alone, List.of(Membership.LEAVE, Membership.BAN));
        Map<Long, Summary> read = new HashMap<>();
        for (Long room : rooms) {
            read.put(
                    room,
                    new Summary(
                            joined.getOrDefault(room, 0L),
                            invited.getOrDefault(room, 0L),
                            named.contains(room),
                            members.getOrDefault(room, List.of()),
                            former.getOrDefault(room, List.of())));
        }
        return read;
    }

    private Map<Long, List<Hero>> heroes(List<Long> rooms, List<String> with) {
        Map<Long, List<Hero>> heroes = new HashMap<>();
        memberships
                .first(rooms, with, HEROES + 1)
                .forEach(hero ->
                        heroes.computeIfAbsent(hero.roomNid(), nid -> new ArrayList<>()).add(hero));
        return heroes;
    }

    private Set<Long> named(List<Long> rooms) {
        List<KeyAt> keys = new ArrayList<>();
        for (Long room : rooms) {
            keys.add(new KeyAt(room, RoomState.OPEN - 1, NAME));
            keys.add(new KeyAt(room, RoomState.OPEN - 1, ALIAS));
        }
        List<Interval> held = states.keysAt(keys);
        Map<Long, StoredEvent> loaded =
                events.byNids(held.stream().map(Interval::eventNid).toList());
        Set<Long> named = new HashSet<>();
        for (Interval interval : held) {
            StoredEvent event = loaded.get(interval.eventNid());
            String key = interval.key().equals(NAME) ? "name" : "alias";
            String value = event == null ? null : Json.string(event.pdu().content(), key);
            if (value != null && !value.isEmpty()) {
                named.add(interval.roomNid());
            }
        }
        return named;
    }

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("sync_room_summaries", summaries.cache());
    }
}
