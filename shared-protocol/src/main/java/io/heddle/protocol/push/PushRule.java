package io.heddle.protocol.push;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One push rule, immutable, with its conditions compiled.
/// https://spec.matrix.org/v1.19/client-server-api/#push-rules
public final class PushRule {
    private final RuleKind kind;
    private final String ruleId;
    private final boolean serverDefault;
    private final boolean enabled;
    private final List<JsonNode> conditions;
    private final @Nullable String pattern;
    private final Actions actions;
    private final List<Condition> compiled;

    private PushRule(
            RuleKind kind,
            String ruleId,
            boolean serverDefault,
            boolean enabled,
            List<JsonNode> conditions,
            @Nullable String pattern,
            Actions actions,
            List<Condition> compiled) {
        this.kind = kind;
        this.ruleId = ruleId;
        this.serverDefault = serverDefault;
        this.enabled = enabled;
        this.conditions = conditions;
        this.pattern = pattern;
        this.actions = actions;
        this.compiled = compiled;
    }

    /// @param conditions of override and underride rules; empty for the others
    /// @param pattern of content rules; null for the others
    static PushRule of(
            RuleKind kind,
            String ruleId,
            boolean serverDefault,
            boolean enabled,
            List<JsonNode> conditions,
            @Nullable String pattern,
            List<JsonNode> actions) {
        return new PushRule(
                kind,
                ruleId,
                serverDefault,
                enabled,
                List.copyOf(conditions),
                pattern,
                Actions.of(ruleId, actions),
                compile(kind, serverDefault, conditions, pattern));
    }

    /// Room and sender rules have none: they are found by their rule id.
    private static List<Condition> compile(
            RuleKind kind,
            boolean serverDefault,
            List<JsonNode> conditions,
            @Nullable String pattern) {
        return switch (kind) {
            case OVERRIDE, POSTCONTENT, UNDERRIDE ->
                    conditions.stream()
                            .map(json -> ConditionCompiler.compile(json, serverDefault))
                            .toList();
            case CONTENT -> List.of(ConditionCompiler.bodyMatch(pattern));
            case ROOM, SENDER -> List.of();
        };
    }

    public RuleKind kind() {
        return kind;
    }

    public String ruleId() {
        return ruleId;
    }

    /// Whether the server defines this rule rather than the user.
    public boolean serverDefault() {
        return serverDefault;
    }

    public boolean enabled() {
        return enabled;
    }

    public Actions actions() {
        return actions;
    }

    List<Condition> conditions() {
        return compiled;
    }

    boolean matches(PushContext context, String user, @Nullable String displayName) {
        for (int i = 0; i < compiled.size(); i++) {
            if (!compiled.get(i).matches(context, user, displayName)) {
                return false;
            }
        }
        return true;
    }

    PushRule withEnabled(boolean value) {
        return value == enabled
                ? this
                : new PushRule(
                        kind, ruleId, serverDefault, value, conditions, pattern, actions, compiled);
    }

    PushRule withActions(List<JsonNode> value) {
        return new PushRule(
                kind,
                ruleId,
                serverDefault,
                enabled,
                conditions,
                pattern,
                Actions.of(ruleId, value),
                compiled);
    }

    /// The same rule about another room, or null when it is not about `room`.
    @Nullable PushRule movedTo(String room, String other) {
        if (kind == RuleKind.ROOM) {
            return ruleId.equals(room) ? copy(other, conditions) : null;
        }
        List<JsonNode> moved = new ArrayList<>();
        for (JsonNode condition : conditions) {
            moved.add(
                    isAbout(room, condition)
                            ? ((ObjectNode) condition.deepCopy()).put("pattern", other)
                            : condition);
        }
        String id = ruleId.contains(room) ? ruleId.replace(room, other) : ruleId + "_" + other;
        return moved.equals(conditions) ? null : copy(id, moved);
    }

    private static boolean isAbout(String room, JsonNode condition) {
        return condition.isObject()
                && condition.path("kind").asString("").equals("event_match")
                && condition.path("key").asString("").equals("room_id")
                && condition.path("pattern").asString("").equals(room);
    }

    private PushRule copy(String id, List<JsonNode> newConditions) {
        return of(kind, id, false, enabled, newConditions, pattern, actions.json());
    }

    /// The rule as clients see it, with the user's id where a default rule stands for it. The caller owns the tree.
    public ObjectNode toJson(UserId owner) {
        ObjectNode json = Json.object();
        json.put("rule_id", ruleId).put("default", serverDefault).put("enabled", enabled);
        if (kind.hasConditions()) {
            ArrayNode array = json.putArray("conditions");
            conditions.forEach(condition -> array.add(personalised(condition, owner)));
        }
        if (pattern != null) {
            json.put("pattern", pattern);
        }
        json.set("actions", copyOf(actions.json()));
        return json;
    }

    private JsonNode personalised(JsonNode condition, UserId owner) {
        JsonNode copy = condition.deepCopy();
        if (serverDefault && copy instanceof ObjectNode object) {
            for (String key : List.of("pattern", "value")) {
                JsonNode value = object.get(key);
                if (value != null
                        && value.isString()
                        && value.stringValue().equals(ConditionCompiler.USER_ID)) {
                    object.put(key, owner.value());
                }
            }
        }
        return copy;
    }

    /// The rule as it is stored: what can be derived is left out.
    ObjectNode toStored() {
        ObjectNode json = Json.object();
        json.put("rule_id", ruleId);
        if (!enabled) {
            json.put("enabled", false);
        }
        if (!conditions.isEmpty()) {
            json.set("conditions", copyOf(conditions));
        }
        if (pattern != null) {
            json.put("pattern", pattern);
        }
        json.set("actions", copyOf(actions.json()));
        return json;
    }

    static ArrayNode copyOf(List<JsonNode> nodes) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(nodes.size());
        nodes.forEach(node -> array.add(node.deepCopy()));
        return array;
    }

    @Override
    public String toString() {
        return kind.wireName() + "/" + ruleId + (enabled ? "" : " (disabled)");
    }
}
