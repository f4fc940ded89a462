package io.heddle.events.create;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The body of `POST /createRoom`.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3createroom
public record CreateRoomRequest(
        @Nullable String visibility,
        @Nullable String roomAliasName,
        @Nullable String name,
        @Nullable String topic,
        @Nullable List<String> invite,
        @com.fasterxml.jackson.annotation.JsonProperty("invite_3pid")
                @Nullable List<ObjectNode> invite3pid,
        @Nullable String roomVersion,
        @Nullable ObjectNode creationContent,
        @Nullable List<StateEvent> initialState,
        @Nullable String preset,
        @Nullable Boolean isDirect,
        @Nullable ObjectNode powerLevelContentOverride) {

    /// An entry of `initial_state`.
    public record StateEvent(
            @Nullable String type, @Nullable String stateKey, @Nullable ObjectNode content) {}

    boolean direct() {
        return Boolean.TRUE.equals(isDirect);
    }

    List<String> invitees() {
        return invite == null ? List.of() : invite.stream().distinct().toList();
    }
}
