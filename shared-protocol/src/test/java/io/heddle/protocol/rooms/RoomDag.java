package io.heddle.protocol.rooms;

import io.heddle.protocol.auth.AuthEventSelection;
import io.heddle.protocol.event.EventBuilder;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.state.EventSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A room and all its events. Work on it goes through a [Branch]; time passes one second with every event unless [#at] says
/// otherwise. JSON is written with single quotes.
public final class RoomDag implements EventSource {
    public static final UserId ALICE = UserId.parse("@alice:one.test");
    public static final UserId BOB = UserId.parse("@bob:two.test");
    public static final UserId CAROL = UserId.parse("@carol:three.test");
    public static final UserId DAVE = UserId.parse("@dave:four.test");

    private final RoomVersion version;
    private final Map<EventId, Pdu> events = new LinkedHashMap<>();
    private final Map<EventId, Long> order = new LinkedHashMap<>();
    private final Set<EventId> rejected = new HashSet<>();
    private final Pdu create;
    private @Nullable RoomId roomId;
    private @Nullable Branch trunk;
    private boolean tellsOrder;
    private long now = 1_700_000_000_000L;

    private RoomDag(RoomVersion version, UserId creator, ObjectNode createContent) {
        this.version = version;
        if (version.auth().creatorInContent()) {
            createContent.put("creator", creator.value());
        }
        createContent.put("room_version", version.id());
        this.create = build(creator, "m.room.create", "", createContent, List.of(), List.of(), 1);
        this.roomId = create.roomId();
        add(create);
    }

    /// A room of nothing but its create event.
    public static RoomDag bare(RoomVersion version, UserId creator, String createContent) {
        return new RoomDag(version, creator, json(createContent));
    }

    /// A room with its creator joined, with power levels (the creator at 100, where levels can say so) and a join rule.
    public static RoomDag created(RoomVersion version, UserId creator, String joinRule) {
        RoomDag dag = bare(version, creator, "{}");
        Branch main = dag.start();
        main.join(creator);
        main.powerLevels(creator, "{'users':{" + dag.creatorLevel(creator) + "}}");
        main.joinRule(creator, joinRule);
        dag.trunk = main;
        return dag;
    }

    /// The branch that [#created] made.
    public Branch trunk() {
        return trunk == null ? start() : trunk;
    }

    /// A new branch directly after the create event.
    public Branch start() {
        Branch branch = new Branch(this, List.of(create));
        branch.put(create);
        return branch;
    }

    /// `'@creator':100`, or nothing in versions where creators cannot be given a level.
    public String creatorLevel(UserId creator) {
        return version.auth().privilegedCreators() ? "" : "'" + creator + "':100";
    }

    /// Power levels of users, with the creator's where that is possible.
    public String levels(UserId creator, String others) {
        String own = creatorLevel(creator);
        return "{'users':{" + own + (own.isEmpty() || others.isEmpty() ? "" : ",") + others + "}}";
    }

    public static ObjectNode json(String singleQuoted) {
        return Json.parseObject(singleQuoted.replace('\'', '"'));
    }

    public RoomVersion version() {
        return version;
    }

    public Pdu create() {
        return create;
    }

    public Collection<Pdu> events() {
        return events.values();
    }

    /// The time of the next event.
    public RoomDag at(long originServerTs) {
        now = originServerTs - 1000;
        return this;
    }

    /// Makes the room answer [EventSource#receivedOrder].
    public RoomDag tellingOrder() {
        tellsOrder = true;
        return this;
    }

    public void reject(Pdu event) {
        rejected.add(event.eventId());
    }

    public void add(Pdu event) {
        events.put(event.eventId(), event);
        order.putIfAbsent(event.eventId(), (long) order.size());
    }

    /// Forgets an event, as if it had never been received.
    public void remove(Pdu event) {
        events.remove(event.eventId());
    }

    public Map<StateKey, Pdu> eventsOf(Map<StateKey, EventId> state) {
        Map<StateKey, Pdu> found = new LinkedHashMap<>();
        state.forEach((key, id) -> {
            Pdu event = events.get(id);
            if (event != null) {
                found.put(key, event);
            }
        });
        return found;
    }

    @Override
    public @Nullable Pdu event(EventId id) {
        return events.get(id);
    }

    @Override
    public boolean rejected(EventId id) {
        return rejected.contains(id);
    }

    @Override
    public OptionalLong receivedOrder(EventId id) {
        Long known = tellsOrder ? order.get(id) : null;
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    /// A signed event with the auth events that a state offers. It is not part of the room yet.
    Pdu next(
            UserId sender,
            String type,
            @Nullable String stateKey,
            ObjectNode content,
            List<Pdu> parents,
            Map<StateKey, EventId> state) {
        List<EventId> authEvents = new ArrayList<>();
        for (StateKey key : AuthEventSelection.keysFor(type, stateKey, sender, content, version)) {
            EventId id = state.get(key);
            if (id != null) {
                authEvents.add(id);
            }
        }
        long depth = parents.stream().mapToLong(Pdu::depth).max().orElse(0) + 1;
        List<EventId> prevEvents = parents.stream().map(Pdu::eventId).toList();
        return build(sender, type, stateKey, content, prevEvents, authEvents, depth);
    }

    private Pdu build(
            UserId sender,
            String type,
            @Nullable String stateKey,
            ObjectNode content,
            List<EventId> prevEvents,
            List<EventId> authEvents,
            long depth) {
        now += 1000;
        ServerName server = sender.server();
        return new EventBuilder(version)
                .type(type)
                .stateKey(stateKey)
                .sender(sender)
                .roomId(roomOfNext(server))
                .content(content)
                .prevEvents(prevEvents)
                .authEvents(authEvents)
                .depth(depth)
                .originServerTs(now)
                .build(server, TestServers.keyOf(server));
    }

    private @Nullable RoomId roomOfNext(ServerName server) {
        boolean implied = version.roomIdIsCreateHash();
        return roomId != null || implied ? roomId : RoomId.parse("!room:" + server.value());
    }
}
