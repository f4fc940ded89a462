package io.heddle.protocol.push;

import io.heddle.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// The server-default rules: the specification's, then those of MSC3930 for polls, and
/// those of the features that a server has switched on.
/// https://spec.matrix.org/v1.19/client-server-api/#predefined-rules
final class DefaultRules {
    /// The one default rule that comes before the user's own.
    static final String MASTER = ".m.rule.master";

    private static final Map<PushFeatures, Map<RuleKind, List<PushRule>>> RULES =
            new ConcurrentHashMap<>();

    private DefaultRules() {}

    static List<PushRule> of(RuleKind kind, PushFeatures features) {
        return Objects.requireNonNull(
                RULES.computeIfAbsent(features, DefaultRules::load).get(kind));
    }

    private static List<String> resources(PushFeatures features) {
        List<String> resources = new ArrayList<>();
        if (features.encryptedEvents()) {
            resources.add("encrypted-push-rules.json");
        }
        resources.add("default-push-rules.json");
        resources.add("poll-push-rules.json");
        if (features.threadSubscriptions()) {
            resources.add("thread-push-rules.json");
        }
        return resources;
    }

    private static Map<RuleKind, List<PushRule>> load(PushFeatures features) {
        Map<RuleKind, List<PushRule>> rules = new EnumMap<>(RuleKind.class);
        List<JsonNode> files = resources(features).stream().map(DefaultRules::read).toList();
        for (RuleKind kind : RuleKind.values()) {
            List<PushRule> ofKind = new ArrayList<>();
            for (JsonNode file : files) {
                file.path(kind.wireName()).forEach(json -> ofKind.add(rule(kind, json)));
            }
            rules.put(kind, List.copyOf(ofKind));
        }
        return rules;
    }

    private static PushRule rule(RuleKind kind, JsonNode json) {
        return PushRule.of(
                kind,
                json.get("rule_id").stringValue(),
                true,
                json.get("enabled").booleanValue(),
                List.copyOf(json.get("conditions").values()),
                null,
                List.copyOf(json.get("actions").values()));
    }

    private static JsonNode read(String resource) {
        try (InputStream in =
                Objects.requireNonNull(
                        DefaultRules.class.getResourceAsStream(resource), resource)) {
            return Json.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
