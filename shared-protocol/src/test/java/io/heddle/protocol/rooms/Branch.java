package io.heddle.protocol.rooms;

import io.heddle.protocol.auth.AuthResult;
import io.heddle.protocol.auth.AuthState;
import io.heddle.protocol.auth.EventAuthorizer;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.state.StateResolver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One line of a room's history: the events at its end and the state after them.
public final class Branch {
    private final RoomDag dag;
    private final Map<StateKey, EventId> state;
    private List<Pdu> heads;

    Branch(RoomDag dag, List<Pdu> heads) {
        this(dag, heads, Map.of());
    }

    private Branch(RoomDag dag, List<Pdu> heads, Map<StateKey, EventId> state) {
        this.dag = dag;
        this.heads = heads;
        this.state = new HashMap<>(state);
    }

    public Branch fork() {
        return new Branch(dag, heads, state);
    }

    /// A branch after the ends of this one and others, with their states resolved.
    public Branch merge(Branch... others) {
        List<Branch> all = Stream.concat(Stream.of(this), Arrays.stream(others)).toList();
        List<Pdu> ends = all.stream().flatMap(branch -> branch.heads.stream()).distinct().toList();
        List<Map<StateKey, EventId>> states = all.stream().map(Branch::state).toList();
        return new Branch(dag, ends, StateResolver.resolve(dag.version(), states, dag));
    }

    /// Sends an event, which has to be allowed.
    public Pdu send(UserId sender, String type, @Nullable String stateKey, String content) {
        return send(sender, type, stateKey, RoomDag.json(content));
    }

    public Pdu send(UserId sender, String type, @Nullable String stateKey, ObjectNode content) {
        Pdu event = make(sender, type, stateKey, content);
        if (authorize(event) instanceof AuthResult.Denied denied) {
            throw new AssertionError(type + " by " + sender + " is denied: " + denied.reason());
        }
        return append(event);
    }

    /// Sends an event unless it is denied.
    public AuthResult trySend(
            UserId sender, String type, @Nullable String stateKey, ObjectNode content) {
        Pdu event = make(sender, type, stateKey, content);
        AuthResult result = authorize(event);
        if (result.isAllowed()) {
            append(event);
        }
        return result;
    }

    /// Sends an event whatever the rules say.
    public Pdu force(UserId sender, String type, @Nullable String stateKey, String content) {
        return append(make(sender, type, stateKey, RoomDag.json(content)));
    }

    /// What the rules say to an event, which is not sent.
    public AuthResult check(UserId sender, String type, @Nullable String stateKey, String content) {
        return authorize(make(sender, type, stateKey, RoomDag.json(content)));
    }

    public AuthResult checkMember(UserId sender, UserId target, String membership) {
        return check(sender, "m.room.member", target.value(), membershipOf(membership));
    }

    public AuthResult authorize(Pdu event) {
        return EventAuthorizer.authorize(event, authState());
    }

    /// An event at the end of this branch that is not sent.
    public Pdu make(UserId sender, String type, @Nullable String stateKey, ObjectNode content) {
        return dag.next(sender, type, stateKey, content, heads, state);
    }

    public Pdu make(UserId sender, String type, @Nullable String stateKey, String content) {
        return make(sender, type, stateKey, RoomDag.json(content));
    }

    public Pdu append(Pdu event) {
        dag.add(event);
        heads = List.of(event);
        put(event);
        return event;
    }

    /// Changes the state without history.
    public void put(Pdu event) {
        StateKey key = event.stateKeyEntry();
        if (key != null) {
            dag.add(event);
            state.put(key, event.eventId());
        }
    }

    public void drop(StateKey key) {
        state.remove(key);
    }

    public Pdu join(UserId user) {
        return member(user, user, "join");
    }

    public Pdu member(UserId sender, UserId target, String membership) {
        return send(sender, "m.room.member", target.value(), membershipOf(membership));
    }

    public Pdu forceMember(UserId sender, UserId target, String membership) {
        return force(sender, "m.room.member", target.value(), membershipOf(membership));
    }

    public Pdu powerLevels(UserId sender, String content) {
        return send(sender, "m.room.power_levels", "", content);
    }

    public Pdu joinRule(UserId sender, String rule) {
        return send(sender, "m.room.join_rules", "", "{'join_rule':'" + rule + "'}");
    }

    public Pdu topic(UserId sender, String topic) {
        return send(sender, "m.room.topic", "", "{'topic':'" + topic + "'}");
    }

    public Pdu message(UserId sender) {
        return send(sender, "m.room.message", null, "{'body':'hello','msgtype':'m.text'}");
    }

    public Map<StateKey, EventId> state() {
        return Map.copyOf(state);
    }

    public AuthState authState() {
        return key -> {
            EventId id = state.get(key);
            return id == null ? null : dag.event(id);
        };
    }

    public @Nullable EventId get(String type, String key) {
        return state.get(new StateKey(type, key));
    }

    public @Nullable EventId get(UserId member) {
        return state.get(StateKey.member(member.value()));
    }

    public List<Pdu> heads() {
        return new ArrayList<>(heads);
    }

    private static String membershipOf(String membership) {
        return "{'membership':'" + membership + "'}";
    }
}
