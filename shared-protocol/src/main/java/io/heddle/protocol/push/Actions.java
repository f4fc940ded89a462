package io.heddle.protocol.push;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the first matching rule asks for. `highlight` and `sound` only ever accompany `notify`; `ruleId` is null when
/// no rule matched; `json` are the rule's actions as they were written, unknown tweaks and historical actions included.
/// https://spec.matrix.org/v1.19/client-server-api/#actions
public record Actions(
        boolean notify,
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
                JsonNode value = action.get("value");
                sound = value != null && value.isString() ? value.stringValue() : null;
            }
        }
        return new Actions(notify, notify && highlight, notify ? sound : null, ruleId, json);
    }

    private static boolean isTweak(JsonNode action, String tweak) {
        JsonNode name = action.get("set_tweak");
        return name != null && name.isString() && name.stringValue().equals(tweak);
    }

    /// The `tweaks` of a notification to a push gateway: every tweak of the rule, `true` where it has no value.
    public ObjectNode tweaks() {
        ObjectNode tweaks = JsonNodeFactory.instance.objectNode();
        for (JsonNode action : json) {
            JsonNode name = action.get("set_tweak");
            if (name != null && name.isString()) {
                JsonNode value = action.get("value");
                tweaks.set(
                        name.stringValue(),
                        value == null ? JsonNodeFactory.instance.booleanNode(true) : value.deepCopy());
            }
        }
        return tweaks;
    }
}
