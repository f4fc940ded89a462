package io.heddle.protocol.push;

import io.heddle.protocol.json.Json;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a user changed about a server-default rule; null means unchanged.
record RuleOverride(@Nullable Boolean enabled, @Nullable List<JsonNode> actions) {
    static final RuleOverride NOTHING = new RuleOverride(null, null);

    /// Without what says the same as the default, so that undoing a change leaves no trace.
    RuleOverride relativeTo(PushRule rule) {
        return new RuleOverride(
                enabled != null && enabled == rule.enabled() ? null : enabled,
                Objects.equals(actions, rule.actions().json()) ? null : actions);
    }

    RuleOverride withEnabled(boolean value) {
        return new RuleOverride(value, actions);
    }

    RuleOverride withActions(List<JsonNode> value) {
        return new RuleOverride(enabled, List.copyOf(value));
    }

    PushRule applyTo(PushRule rule) {
        PushRule changed = enabled == null ? rule : rule.withEnabled(enabled);
        return actions == null ? changed : changed.withActions(actions);
    }

    static RuleOverride parse(JsonNode json) {
        JsonNode enabled = json.get("enabled");
        JsonNode actions = json.get("actions");
        return new RuleOverride(
                enabled != null && enabled.isBoolean() ? enabled.booleanValue() : null,
                actions != null && actions.isArray() ? List.copyOf(actions.values()) : null);
    }

    ObjectNode toStored() {
        ObjectNode json = Json.object();
        if (enabled != null) {
            json.put("enabled", enabled);
        }
        if (actions != null) {
            json.set("actions", PushRule.copyOf(actions));
        }
        return json;
    }
}
