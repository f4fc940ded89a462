package io.heddle.protocol.push;

import io.heddle.protocol.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the first matching rule asks for. `highlight` and `sound` only ever accompany `notifies`; `ruleId` is null when
/// no rule matched; `json` are the rule's actions as they were written, unknown tweaks and historical actions included.
/// https://spec.matrix.org/v1.19/client-server-api/#actions
public record Actions(
        boolean notifies,
        boolean highlight,
        @Nullable String sound,
        @Nullable String ruleId,
        List<JsonNode> json) {

    /// No rule matched, or the user is the event's sender.
    public static final Actions NONE = new Actions(false, false, null, null, List.of());

    public Actions {
        json = List.copyOf(json);
    }

    static Actions of(String ruleId, List<JsonNode> json) {
        boolean notify = false;
        boolean highlight = false;
        String sound = null;
        for (JsonNode action : json) {
            if (action.isString() && action.stringValue().equals("notify")) {
                notify = true;
            } else if (isTweak(action, "highlight")) {
                JsonNode value = action.get("value");
                highlight = value == null || value.isBoolean() && value.booleanValue();
            } else if (isTweak(action, "sound")) {
                sound = Json.string(action, "value");
            }
        }
        return new Actions(notify, notify && highlight, notify ? sound : null, ruleId, json);
    }

    private static boolean isTweak(JsonNode action, String tweak) {
        return tweak.equals(Json.string(action, "set_tweak"));
    }

    /// The `tweaks` of a notification to a push gateway: every tweak of the rule, `true` where it has no value.
    public ObjectNode tweaks() {
        ObjectNode tweaks = Json.object();
        for (JsonNode action : json) {
            String name = Json.string(action, "set_tweak");
            if (name != null) {
                JsonNode value = action.get("value");
                tweaks.set(
                        name,
                        value == null
                                ? JsonNodeFactory.instance.booleanNode(true)
                                : value.deepCopy());
            }
        }
        return tweaks;
    }
}
