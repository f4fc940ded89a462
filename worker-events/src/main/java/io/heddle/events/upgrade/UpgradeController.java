package io.heddle.events.upgrade;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

@ClientController
class UpgradeController {
    private final RoomUpgrade upgrade;

    UpgradeController(RoomUpgrade upgrade) {
        this.upgrade = upgrade;
    }

    record Upgrade(@Nullable String newVersion, @Nullable List<String> additionalCreators) {}

    @PostMapping("/rooms/{roomId}/upgrade")
    ObjectNode upgrade(
            Requester requester, @PathVariable RoomId roomId, @RequestBody Upgrade body) {
        if (body.newVersion() == null) {
            throw MatrixException.missingParam("new_version");
        }
        RoomVersion version =
                RoomVersions.find(body.newVersion())
                        .orElseThrow(() ->
                                new MatrixException(
                                        400,
                                        "M_UNSUPPORTED_ROOM_VERSION",
                                        "This server does not support room version "
                                                + body.newVersion()));
        List<UserId> creators =
                body.additionalCreators() == null
                        ? List.of()
                        : body.additionalCreators().stream().map(UserId::parse).toList();
        RoomId replacement = upgrade.upgrade(requester, roomId, version, creators);
        return Json.object().put("replacement_room", replacement.value());
    }
}
