package io.heddle.client.directory;

import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.replication.call.RemoteRooms;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.alias.RoomAliases;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Rooms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Finds the room that an alias stands for, here or at the server that the alias belongs to.
@Component
class AliasResolver {
    private static final int MAX_SERVERS = 50;

    private final RoomAliases aliases;
    private final Rooms rooms;
    private final Memberships memberships;
    private final ObjectProvider<RemoteRooms> remote;
    private final HomeserverSettings settings;

    AliasResolver(
            RoomAliases aliases,
            Rooms rooms,
            Memberships memberships,
            ObjectProvider<RemoteRooms> remote,
            HomeserverSettings settings) {
        this.aliases = aliases;
        this.rooms = rooms;
        this.memberships = memberships;
        this.remote = remote;
        this.settings = settings;
    }

    /// @param servers those that are in the room
    record Target(RoomId room, List<String> servers) {}

    Optional<Target> resolve(RoomAlias alias) {
        if (alias.server().value().equals(settings.serverName())) {
            return aliases.find(alias)
                    .flatMap(found -> rooms.find(found.roomNid()))
                    .map(room -> new Target(room.id(), servers(room.nid())));
        }
        RemoteRooms others = remote.getIfAvailable();
        return others == null
                ? Optional.empty()
                : others.resolve(alias)
                        .map(target ->
                                new Target(
                                        target.room(),
                                        target.servers().stream().map(ServerName::value).toList()));
    }

    private List<String> servers(long roomNid) {
        List<String> servers = new ArrayList<>();
        servers.add(settings.serverName());
        servers.addAll(memberships.otherServers(roomNid, MAX_SERVERS));
        return servers;
    }
}
