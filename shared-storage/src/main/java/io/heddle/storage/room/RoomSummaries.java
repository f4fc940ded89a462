package io.heddle.storage.room;

import com.github.benmanes.caffeine.cache.Cache;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.json.Json;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.FollowingCache;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;

/// Summaries of rooms from their present state; kept at hand until the state or the members change.
@Repository
public class RoomSummaries implements MeasuredCaches {
    private static final int ROOMS = 50_000;
    private static final int PAGE = 500;
    private static final StateKey NAME = new StateKey("m.room.name", "");
    private static final StateKey TOPIC = new StateKey("m.room.topic", "");
    private static final StateKey AVATAR = new StateKey("m.room.avatar", "");
    private static final StateKey ALIAS = new StateKey("m.room.canonical_alias", "");
    private static final StateKey GUESTS = new StateKey("m.room.guest_access", "");
    private static final StateKey ENCRYPTION = new StateKey("m.room.encryption", "");
    private static final Set<StateKey> KEYS =
            Set.of(
                    StateKey.CREATE,
                    StateKey.JOIN_RULES,
                    StateKey.HISTORY_VISIBILITY,
                    NAME,
                    TOPIC,
                    AVATAR,
                    ALIAS,
                    GUESTS,
                    ENCRYPTION);

    private final JdbcClient jdbc;
    private final Events events;
    private final Rooms rooms;
    private final FollowingCache<Long, Map<StateKey, Pdu>> states;
    private final FollowingCache<Long, Long> counts;

    RoomSummaries(JdbcClient jdbc, Events events, Rooms rooms, Streams streams, StateNews news) {
        this.jdbc = jdbc;
        this.events = events;
        this.rooms = rooms;
        this.states = new FollowingCache<>(streams, StreamName.EVENTS, ROOMS, Function.identity());
        this.counts = new FollowingCache<>(streams, StreamName.EVENTS, ROOMS, Function.identity());
        news.listen(this::note);
    }

    public Optional<RoomSummary> of(Room room) {
        return Optional.ofNullable(of(List.of(room.nid())).get(room.nid()));
    }

    /// The summaries of some rooms, by number; a room without state, which this server is not in, has none.
    public Map<Long, RoomSummary> of(Collection<Long> nids) {
        Map<Long, Room> known = rooms.findAll(nids);
        Map<Long, Map<StateKey, Pdu>> current = states.getAll(known.keySet(), this::readStates);
        Map<Long, Long> joined = counts.getAll(known.keySet(), this::readCounts);
        Map<Long, RoomSummary> summaries = new HashMap<>();
        known.forEach((nid, room) -> {
            Map<StateKey, Pdu> state = current.getOrDefault(nid, Map.of());
            if (state.containsKey(StateKey.CREATE)) {
                summaries.put(nid, summary(room, state, joined.getOrDefault(nid, 0L)));
            }
        });
        return summaries;
    }

    /// Those of some rooms that are encrypted.
    public Set<Long> encrypted(Collection<Long> nids) {
        return jdbc
                .sql(
                        "SELECT room_nid FROM room_state WHERE room_nid = ANY (?) AND type = 'm.room.encryption'"
                                + " AND state_key = '' AND to_pos = 9223372036854775807")
                .param(nids.toArray(Long[]::new))
                .query(Long.class)
                .list()
                .stream()
                .collect(Collectors.toSet());
    }

    private void note(long roomNid, @Nullable StateKey key, long position) {
        if (key == null || KEYS.contains(key)) {
            states.changed(roomNid, position);
        }
        if (key == null || key.type().equals("m.room.member")) {
            counts.changed(roomNid, position);
        }
    }

    private Map<Long, Map<StateKey, Pdu>> readStates(List<Long> nids) {
        Map<Long, Map<StateKey, Pdu>> states = new HashMap<>();
        nids.forEach(nid -> states.put(nid, new HashMap<>()));
        for (int from = 0; from < nids.size(); from += PAGE) {
            List<Long> page = nids.subList(from, Math.min(from + PAGE, nids.size()));
            for (StoredEvent event : currentState(page)) {
                StateKey key = event.pdu().stateKeyEntry();
                Map<StateKey, Pdu> state = states.get(event.roomNid());
                if (key != null && state != null) {
                    state.put(key, event.pdu());
                }
            }
        }
        return states;
    }

    private List<StoredEvent> currentState(List<Long> nids) {
        return events.inOrder(
                jdbc.sql(
                                "SELECT event_nid FROM room_state WHERE room_nid = ANY (?) AND type = ANY (?)"
                                        + " AND state_key = '' AND to_pos = 9223372036854775807")
                        .params(
                                nids.toArray(Long[]::new),
                                KEYS.stream().map(StateKey::type).toArray(String[]::new))
                        .query(Long.class)
                        .list());
    }

    private Map<Long, Long> readCounts(List<Long> nids) {
        Map<Long, Long> counts = new HashMap<>();
        nids.forEach(nid -> counts.put(nid, 0L));
        jdbc.sql(
                        "SELECT room_nid, count(*) AS joined FROM memberships"
                                + " WHERE room_nid = ANY (?) AND membership = 'join' GROUP BY room_nid")
                .param(nids.toArray(Long[]::new))
                .query((row, number) -> counts.put(row.getLong("room_nid"), row.getLong("joined")))
                .list();
        return counts;
    }

    private static RoomSummary summary(Room room, Map<StateKey, Pdu> state, long joined) {
        String joinRule = text(state, StateKey.JOIN_RULES, "join_rule");
        return new RoomSummary(
                room,
                text(state, NAME, "name"),
                topic(state.get(TOPIC)),
                text(state, ALIAS, "alias"),
                text(state, AVATAR, "url"),
                joinRule == null ? "invite" : joinRule,
                allowedRooms(state.get(StateKey.JOIN_RULES)),
                RoomHistory.WORLD_READABLE.equals(
                        text(state, StateKey.HISTORY_VISIBILITY, "history_visibility")),
                "can_join".equals(text(state, GUESTS, "guest_access")),
                text(state, StateKey.CREATE, "type"),
                text(state, ENCRYPTION, "algorithm"),
                joined,
                federates(state.get(StateKey.CREATE)));
    }

    private static boolean federates(@Nullable Pdu create) {
        return create == null || !Boolean.FALSE.equals(Json.bool(create.content(), "m.federate"));
    }

    private static @Nullable String text(Map<StateKey, Pdu> state, StateKey key, String field) {
        Pdu event = state.get(key);
        String text = event == null ? null : Json.string(event.content(), field);
        return text == null || text.isEmpty() ? null : text;
    }

    /// The first plain text among the representations of a rich topic, else the old field.
    /// https://spec.matrix.org/v1.19/client-server-api/#mroomtopic
    private static @Nullable String topic(@Nullable Pdu event) {
        if (event == null) {
            return null;
        }
        JsonNode texts = event.content().path("m.topic").path("m.text");
        for (JsonNode text : texts) {
            String type = Json.string(text, "mimetype");
            if (type == null || type.equals("text/plain")) {
                return Json.string(text, "body");
            }
        }
        String plain = Json.string(event.content(), "topic");
        return plain == null || plain.isEmpty() ? null : plain;
    }

    private static List<String> allowedRooms(@Nullable Pdu joinRules) {
        List<String> allowed = new ArrayList<>();
        if (joinRules != null) {
            for (JsonNode entry : joinRules.content().path("allow")) {
                String room = Json.string(entry, "room_id");
                if (room != null && "m.room_membership".equals(Json.string(entry, "type"))) {
                    allowed.add(room);
                }
            }
        }
        return List.copyOf(allowed);
    }

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("room_summary_state", states.cache(), "room_member_counts", counts.cache());
    }
}
