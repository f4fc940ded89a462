package io.heddle.protocol.push;

import io.heddle.protocol.json.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What sets a user's rules apart from the defaults: rules of their own in order, and overrides of default rules.
/// Stored as `{"override": [rule…], …, "defaults": {"override": {".m.rule.x": {"enabled": true}}}}`.
/// Overrides of default rules that this version does not have are kept, for the version that has them.
record RuleChanges(
        Map<RuleKind, List<PushRule>> own,
        Map<RuleKind, Map<String, RuleOverride>> overrides,
        PushFeatures features) {
    private static final String DEFAULTS = "defaults";

    static RuleChanges none(PushFeatures features) {
        return new RuleChanges(Map.of(), Map.of(), features);
    }

    boolean isEmpty() {
        return own.isEmpty() && overrides.isEmpty();
    }

    List<PushRule> own(RuleKind kind) {
        return own.getOrDefault(kind, List.of());
    }

    RuleOverride override(RuleKind kind, String ruleId) {
        return overrides.getOrDefault(kind, Map.of()).getOrDefault(ruleId, RuleOverride.NOTHING);
    }

    /// All rules of a kind, most important first.
    List<PushRule> effective(RuleKind kind) {
        List<PushRule> rules = new ArrayList<>(own(kind));
        for (PushRule rule : DefaultRules.of(kind, features)) {
            int index = rule.ruleId().equals(DefaultRules.MASTER) ? 0 : rules.size();
            rules.add(index, override(kind, rule.ruleId()).applyTo(rule));
        }
        return rules;
    }

    RuleChanges withOwn(RuleKind kind, List<PushRule> rules) {
        Map<RuleKind, List<PushRule>> changed = new EnumMap<>(RuleKind.class);
        changed.putAll(own);
        if (rules.isEmpty()) {
            changed.remove(kind);
        } else {
            changed.put(kind, List.copyOf(rules));
        }
        return new RuleChanges(changed, overrides, features);
    }

    RuleChanges withOverride(RuleKind kind, String ruleId, RuleOverride override) {
        Map<String, RuleOverride> ofKind =
                new LinkedHashMap<>(overrides.getOrDefault(kind, Map.of()));
        RuleOverride effective =
                DefaultRules.of(kind, features).stream()
                        .filter(rule -> rule.ruleId().equals(ruleId))
                        .findFirst()
                        .map(override::relativeTo)
                        .orElse(override);
        if (effective.equals(RuleOverride.NOTHING)) {
            ofKind.remove(ruleId);
        } else {
            ofKind.put(ruleId, effective);
        }
        Map<RuleKind, Map<String, RuleOverride>> changed = new EnumMap<>(RuleKind.class);
        changed.putAll(overrides);
        if (ofKind.isEmpty()) {
            changed.remove(kind);
        } else {
            changed.put(kind, ofKind);
        }
        return new RuleChanges(own, changed, features);
    }

    /// Conditions that an event may have to be checked against; a rule counts as one at least.
    int conditionCount() {
        int count = 0;
        for (var entry : own.entrySet()) {
            if (!entry.getKey().isKeyedByRuleId()) {
                for (PushRule rule : entry.getValue()) {
                    count += Math.max(1, rule.conditions().size());
                }
            }
        }
        return count;
    }

    int keyedRuleCount() {
        return own(RuleKind.ROOM).size() + own(RuleKind.SENDER).size();
    }

    ObjectNode toStored() {
        ObjectNode json = Json.object();
        own.forEach((kind, rules) -> {
            ArrayNode array = json.putArray(kind.wireName());
            rules.forEach(rule -> array.add(rule.toStored()));
        });
        if (!overrides.isEmpty()) {
            ObjectNode defaults = json.putObject(DEFAULTS);
            overrides.forEach((kind, ofKind) -> {
                ObjectNode object = defaults.putObject(kind.wireName());
                ofKind.forEach((ruleId, override) -> object.set(ruleId, override.toStored()));
            });
        }
        return json;
    }

    static RuleChanges parse(JsonNode stored, PushFeatures features) {
        RuleChanges changes = none(features);
        for (RuleKind kind : RuleKind.values()) {
            changes = changes.withOwn(kind, parseRules(kind, stored.path(kind.wireName())));
            for (var entry : stored.path(DEFAULTS).path(kind.wireName()).properties()) {
                changes =
                        changes.withOverride(
                                kind, entry.getKey(), RuleOverride.parse(entry.getValue()));
            }
        }
        return changes;
    }

    private static List<PushRule> parseRules(RuleKind kind, JsonNode array) {
        List<PushRule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode json : array) {
            PushRule rule = parseRule(kind, json);
            if (rule != null && ids.add(rule.ruleId())) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private static @Nullable PushRule parseRule(RuleKind kind, JsonNode json) {
        JsonNode ruleId = json.path("rule_id");
        JsonNode actions = json.path("actions");
        JsonNode pattern = json.path("pattern");
        boolean lacksPattern = kind == RuleKind.CONTENT && !pattern.isString();
        if (!kind.isOpenToUsers()
                || !ruleId.isString()
                || ruleId.stringValue().startsWith(".")
                || !actions.isArray()
                || lacksPattern) {
            return null;
        }
        return PushRule.of(
                kind,
                ruleId.stringValue(),
                false,
                json.path("enabled").booleanValue(true),
                kind.hasConditions() ? List.copyOf(json.path("conditions").values()) : List.of(),
                kind == RuleKind.CONTENT ? pattern.stringValue() : null,
                List.copyOf(actions.values()));
    }
}
