package io.heddle.replication.call;

import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What other servers tell of rooms that this server is not in. Answers are checked for their shape and for naming what
/// was asked for, and come from a bounded cache where their age does not matter.
public interface RemoteRooms {
    /// A page of another server's room directory. Fails with 502 when the server cannot be reached.
    ///
    /// @param query the body of `POST /publicRooms`
    ObjectNode publicRooms(ServerName server, ObjectNode query);

    /// What an alias of another server stands for; empty when it is unknown there or the server cannot be reached.
    Optional<AliasTarget> resolve(RoomAlias alias);

    /// A room, its children and those that may not be seen, as `GET /_matrix/federation/v1/hierarchy` answers; empty when
    /// no server knows.
    Optional<ObjectNode> hierarchy(RoomId room, List<ServerName> via, boolean suggestedOnly);

    /// The event closest to a time, `event_id` and `origin_server_ts`, as servers in the room know it; fetched before it
    /// is answered so that it can be read here.
    Optional<ObjectNode> eventByTime(RoomId room, long ts, boolean forward);

    /// @param servers those that are in the room
    record AliasTarget(RoomId room, List<ServerName> servers) {}
}
