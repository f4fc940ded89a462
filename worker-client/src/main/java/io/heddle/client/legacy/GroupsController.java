package io.heddle.client.legacy;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// Communities, which spaces replaced: nobody is in any.
@ClientController
class GroupsController {

    @GetMapping("/joined_groups")
    ObjectNode joined(Requester requester) {
        return none();
    }

    @GetMapping("/publicised_groups/{userId}")
    ObjectNode publicised(Requester requester, @PathVariable UserId userId) {
        return none();
    }

    record Users(@Nullable List<String> userIds) {}

    @PostMapping("/publicised_groups")
    ObjectNode publicised(Requester requester, @RequestBody Users body) {
        if (body.userIds() == null) {
            throw MatrixException.missingParam("user_ids");
        }
        ObjectNode answer = Json.object();
        ObjectNode users = answer.putObject("users");
        body.userIds().forEach(users::putArray);
        return answer;
    }

    private static ObjectNode none() {
        ObjectNode answer = Json.object();
        answer.putArray("groups");
        return answer;
    }
}
