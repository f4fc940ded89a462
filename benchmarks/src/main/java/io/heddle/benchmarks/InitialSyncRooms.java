package io.heddle.benchmarks;

import java.util.ArrayList;
import java.util.List;

/// The rooms of both initial-sync scenarios of one server: all are of the large account, the first
/// ones of the small account too.
final class InitialSyncRooms {

    static final int LARGE = 0;
    static final int SMALL = 1;
    static final String MARK = "message ";

    private final Homeserver server;
    private final Plan plan;
    private final List<String> ids = new ArrayList<>();

    InitialSyncRooms(Homeserver server, Plan plan) {
        this.server = server;
        this.plan = plan;
    }

    List<String> ids() {
        return ids;
    }

    void prepare() {
        while (ids.size() < plan.largeAccount()) {
            boolean shared = ids.size() < plan.smallAccount();
            ids.add(shared ? room(LARGE) : roomWithoutSmall());
        }
    }

    private String room(int from) {
        String room = server.createRoomOf(from, from + plan.roomMembers(), "Room " + ids.size());
        server.fill(room, from, from + plan.roomMembers(), plan.roomMessages());
        return room;
    }

    /// The large account and accounts after the small one.
    private String roomWithoutSmall() {
        String room =
                server.createRoomOf(SMALL + 1, SMALL + plan.roomMembers(), "Room " + ids.size());
        Workers.run(
                server.target(),
                1,
                (worker, connection) -> server.join(connection, server.account(LARGE), room));
        server.fill(room, SMALL + 1, SMALL + plan.roomMembers(), plan.roomMessages());
        return room;
    }
}
