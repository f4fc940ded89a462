package io.heddle.protocol.rooms;

import static io.heddle.protocol.rooms.RoomDag.ALICE;
import static io.heddle.protocol.rooms.RoomDag.BOB;
import static io.heddle.protocol.rooms.RoomDag.CAROL;
import static io.heddle.protocol.rooms.RoomDag.DAVE;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.room.RoomVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes rooms in which users of several servers fight over everything at once: history forks and merges, clocks are wrong, and
/// many events have the same time. The same seed makes the same room.
public final class RandomRoom {
    private static final List<UserId> USERS =
            List.of(ALICE, BOB, CAROL, DAVE, UserId.parse("@eve:one.test"));
    private static final List<String> MEMBERSHIPS =
            List.of("join", "join", "join", "leave", "invite", "ban", "knock");
    private static final List<String> RULES =
            List.of("public", "public", "invite", "knock", "restricted");
    private static final int MOST_BRANCHES = 4;
    private static final long START = 1_700_000_000_000L;

    private final RoomDag dag;
    private final Random random;
    private final List<Branch> branches = new ArrayList<>();

    private RandomRoom(RoomVersion version, long seed) {
        this.random = new Random(seed);
        this.dag = RoomDag.created(version, ALICE, "public");
        Branch trunk = dag.trunk();
        trunk.join(BOB);
        trunk.join(CAROL);
        trunk.powerLevels(ALICE, dag.levels(ALICE, "'@bob:two.test':50,'@carol:three.test':50"));
        branches.add(trunk);
    }

    /// @param steps how often somebody tries something; what the rules deny does not happen
    public static RandomRoom make(RoomVersion version, long seed, int steps) {
        RandomRoom room = new RandomRoom(version, seed);
        for (int i = 0; i < steps; i++) {
            room.step();
        }
        return room;
    }

    public RoomDag dag() {
        return dag;
    }

    /// The ends of the history, at least two of them.
    public List<Branch> branches() {
        if (branches.size() == 1) {
            branches.add(branches.getFirst().fork());
            act(branches.getFirst());
            act(branches.getLast());
        }
        return branches;
    }

    /// The room's events in an order in which a server could have received them.
    public List<Pdu> delivered(Random order) {
        List<Pdu> waiting = new ArrayList<>(dag.events());
        List<Pdu> delivered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            List<Pdu> ready =
                    waiting.stream()
                            .filter(event ->
                                    waiting.stream().noneMatch(other -> follows(event, other)))
                            .toList();
            Pdu next = ready.get(order.nextInt(ready.size()));
            waiting.remove(next);
            delivered.add(next);
        }
        return delivered;
    }

    private static boolean follows(Pdu event, Pdu other) {
        return event.prevEvents().contains(other.eventId())
                || event.authEvents().contains(other.eventId());
    }

    private void step() {
        Branch branch = branches.get(random.nextInt(branches.size()));
        int dice = random.nextInt(10);
        if (dice == 0 && branches.size() < MOST_BRANCHES) {
            branches.add(branch.fork());
        } else if (dice == 1 && branches.size() > 2) {
            Branch other = branches.get(random.nextInt(branches.size()));
            if (other != branch) {
                branches.remove(branch);
                branches.remove(other);
                branches.add(branch.merge(other));
            }
        } else {
            act(branch);
        }
    }

    private void act(Branch branch) {
        dag.at(START + random.nextInt(20) * 1000L);
        UserId sender = user();
        switch (random.nextInt(6)) {
            case 0, 1 -> member(branch, sender);
            case 2 -> tryPowerLevels(branch, sender);
            case 3 ->
                    trySend(
                            branch,
                            sender,
                            "m.room.join_rules",
                            "{'join_rule':'" + pick(RULES) + "'}");
            case 4 ->
                    trySend(branch, sender, "m.room.topic", "{'topic':'" + random.nextInt() + "'}");
            default ->
                    trySend(branch, sender, "m.room.name", "{'name':'" + random.nextInt() + "'}");
        }
    }

    private void member(Branch branch, UserId sender) {
        String membership = pick(MEMBERSHIPS);
        boolean own =
                membership.equals("join") || membership.equals("knock") || random.nextInt(3) == 0;
        UserId target = own ? sender : user();
        String content = "{'membership':'" + membership + "','reason':'" + random.nextInt() + "'}";
        branch.trySend(sender, "m.room.member", target.value(), RoomDag.json(content));
    }

    private void tryPowerLevels(Branch branch, UserId sender) {
        List<String> levels = new ArrayList<>();
        for (UserId user : USERS) {
            if (!user.equals(ALICE) && random.nextInt(3) > 0) {
                levels.add("'" + user + "':" + random.nextInt(3) * 25);
            }
        }
        trySend(branch, sender, "m.room.power_levels", dag.levels(ALICE, String.join(",", levels)));
    }

    private static void trySend(Branch branch, UserId sender, String type, String content) {
        branch.trySend(sender, type, "", RoomDag.json(content));
    }

    private UserId user() {
        return pick(USERS);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
