package io.heddle.client.space;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A room of a hierarchy.
///
/// @param summary without its children
/// @param children in order; empty unless the room is a space
record SpaceRoom(ObjectNode summary, List<SpaceChild> children) {

    ObjectNode toJson() {
        ObjectNode json = summary.deepCopy();
        ArrayNode state = json.putArray("children_state");
        children.forEach(child -> state.add(child.stripped()));
        return json;
    }
}
