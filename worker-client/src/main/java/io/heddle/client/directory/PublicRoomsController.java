package io.heddle.client.directory;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.RemoteRooms;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.directory.PublicRooms;
import io.heddle.web.route.ClientController;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3publicrooms
@ClientController
class PublicRoomsController {
    private final PublicRooms published;
    private final ObjectProvider<RemoteRooms> remote;
    private final HomeserverSettings settings;

    PublicRoomsController(
            PublicRooms published,
            ObjectProvider<RemoteRooms> remote,
            HomeserverSettings settings) {
        this.published = published;
        this.remote = remote;
        this.settings = settings;
    }

    @GuestsAllowed
    @GetMapping("/publicRooms")
    ObjectNode list(
            @Nullable Requester requester,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String server) {
        if (requester == null && !settings.allowPublicRoomsWithoutAuth()) {
            throw new MatrixException(401, "M_MISSING_TOKEN", "Missing access token");
        }
        return answer(PublicRooms.question(limit, since), server);
    }

    @GuestsAllowed
    @PostMapping("/publicRooms")
    ObjectNode search(
            Requester requester,
            @RequestParam(required = false) @Nullable String server,
            @RequestBody(required = false) @Nullable ObjectNode body) {
        return answer(body == null ? Json.object() : body, server);
    }

    private ObjectNode answer(ObjectNode query, @Nullable String server) {
        if (server != null && !server.isEmpty() && !server.equals(settings.serverName())) {
            ServerName other = ServerName.parse(server);
            RemoteRooms others = remote.getIfAvailable();
            if (others == null) {
                throw new MatrixException(502, "M_UNKNOWN", "Cannot reach " + server);
            }
            return others.publicRooms(other, query);
        }
        return published.answer(query, false);
    }
}
