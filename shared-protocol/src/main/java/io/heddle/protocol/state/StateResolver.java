package io.heddle.protocol.state;

import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.room.RoomVersion;
import java.util.List;
import java.util.Map;

/// Merges the room states after the several events before a fork's end into one.
/// The result depends on the set of states alone: not on their order, and not on the order of any map.
/// https://spec.matrix.org/v1.19/server-server-api/#room-state-resolution
public final class StateResolver {
    private StateResolver() {}

    /// @return the resolved state, not modifiable; for one state that state itself
    public static Map<StateKey, EventId> resolve(
            RoomVersion version, List<Map<StateKey, EventId>> stateSets, EventSource events) {
        if (stateSets.isEmpty()) {
            return Map.of();
        }
        if (stateSets.size() == 1) {
            return stateSets.getFirst();
        }
        return switch (version.stateResolution()) {
            case V1 -> StateResolutionV1.resolve(stateSets, events);
            case V2 ->
                    new StateResolutionV2(events, StateResolutionV2.Base.UNCONFLICTED)
                            .resolve(stateSets);
            case V2_1 ->
                    new StateResolutionV2(events, StateResolutionV2.Base.EMPTY).resolve(stateSets);
        };
    }
}
