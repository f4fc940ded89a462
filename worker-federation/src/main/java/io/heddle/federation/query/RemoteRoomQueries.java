package io.heddle.federation.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.federation.client.FederationClient;
import io.heddle.federation.client.FederationRequest;
import io.heddle.federation.client.RemoteFailure;
import io.heddle.federation.client.RequestPath;
import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.RemoteRooms;
import io.heddle.storage.keys.ServerKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Asks other servers about rooms.
@Component
class RemoteRoomQueries implements RemoteRooms {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteRoomQueries.class);
    private static final RequestPath DIRECTORY =
            RequestPath.of("/_matrix/federation/v1/query/directory");
    private static final RequestPath PUBLIC_ROOMS =
            RequestPath.of("/_matrix/federation/v1/publicRooms");
    private static final String HIERARCHY = "/_matrix/federation/v1/hierarchy/{roomId}";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int MAX_SERVERS = 50;
    private static final int MAX_ASKED = 5;
    private static final long CACHED_CHARACTERS = 32L * 1024 * 1024;
    private static final Duration CACHED_FOR = Duration.ofMinutes(5);

    private final FederationClient client;
    private final ServerName self;
    private final Cache<Branch, ObjectNode> branches =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED_CHARACTERS)
                    .weigher((Branch branch, ObjectNode answer) -> answer.toString().length())
                    .expireAfterWrite(CACHED_FOR)
                    .build();

    RemoteRoomQueries(FederationClient client, ServerKeys self) {
        this.client = client;
        this.self = self.serverName();
    }

    private record Branch(RoomId room, boolean suggestedOnly) {}

    /// Without a filter the older, more widely answered form is used.
    @Override
    public ObjectNode publicRooms(ServerName server, ObjectNode query) {
        boolean simple = !query.has("filter");
        FederationRequest request =
                simple
                        ? FederationRequest.get(server, inPath(query))
                        : FederationRequest.post(server, PUBLIC_ROOMS, query);
        try {
            return RemoteRoomAnswers.page(client.send(request.within(TIMEOUT)));
        } catch (RemoteFailure e) {
            throw e.toMatrix();
        }
    }

    private static RequestPath inPath(ObjectNode query) {
        Long limit = Json.longValue(query, "limit");
        return PUBLIC_ROOMS
                .with("limit", limit == null ? null : limit.toString())
                .with("since", Json.string(query, "since"))
                .with("third_party_instance_id", Json.string(query, "third_party_instance_id"))
                .with(
                        "include_all_networks",
                        Json.isTrue(query, "include_all_networks") ? "true" : null);
    }

    @Override
    public Optional<AliasTarget> resolve(RoomAlias alias) {
        if (alias.server().equals(self)) {
            return Optional.empty();
        }
        try {
            ObjectNode answer =
                    client.send(
                            FederationRequest.get(
                                            alias.server(),
                                            DIRECTORY.with("room_alias", alias.value()))
                                    .within(TIMEOUT));
            String room = Json.string(answer, "room_id");
            return room == null || !RoomId.isValid(room)
                    ? Optional.empty()
                    : Optional.of(new AliasTarget(RoomId.parse(room), servers(alias, answer)));
        } catch (RemoteFailure e) {
            LOG.debug("{} is not resolved: {}", alias, e.getMessage());
            return Optional.empty();
        }
    }

    /// The servers in the room, the one that knows the alias among them.
    private static List<ServerName> servers(RoomAlias alias, ObjectNode answer) {
        List<String> told = Objects.requireNonNullElse(Json.strings(answer, "servers"), List.of());
        List<ServerName> servers =
                new ArrayList<>(
                        told.stream()
                                .filter(ServerName::isValid)
                                .map(ServerName::parse)
                                .distinct()
                                .limit(MAX_SERVERS)
                                .toList());
        if (!servers.contains(alias.server())) {
            servers.add(alias.server());
        }
        return servers;
    }

    @Override
    public Optional<ObjectNode> hierarchy(
            RoomId room, List<ServerName> via, boolean suggestedOnly) {
        Branch branch = new Branch(room, suggestedOnly);
        ObjectNode known = branches.getIfPresent(branch);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<ObjectNode> found =
                servers(via)
                        .map(server -> askHierarchy(server, room, suggestedOnly))
                        .filter(Objects::nonNull)
                        .findFirst();
        found.ifPresent(answer -> branches.put(branch, answer));
        return found;
    }

    private Stream<ServerName> servers(List<ServerName> via) {
        return via.stream().filter(server -> !server.equals(self)).distinct().limit(MAX_ASKED);
    }

    private @Nullable ObjectNode askHierarchy(
            ServerName server, RoomId room, boolean suggestedOnly) {
        try {
            return RemoteRoomAnswers.hierarchy(
                    room,
                    client.send(
                            FederationRequest.get(
                                            server,
                                            RequestPath.of(HIERARCHY, room.value())
                                                    .with(
                                                            "suggested_only",
                                                            Boolean.toString(suggestedOnly)))
                                    .within(TIMEOUT)));
        } catch (RemoteFailure e) {
            LOG.debug("{} tells nothing of {}: {}", server, room, e.getMessage());
            return null;
        }
    }

    /// An event from elsewhere can be told only once it can be fetched and stored, which this server does for rooms that it
    /// takes part in and by other ways.
    @Override
    public Optional<ObjectNode> eventByTime(RoomId room, long ts, boolean forward) {
        return Optional.empty();
    }
}
