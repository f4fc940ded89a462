package io.heddle.protocol.push;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A ruleset arranged for evaluation: enabled rules only, room and sender rules by their key.
final class RuleEvaluator {
    private final List<PushRule> beforeKeyed;
    private final Map<String, PushRule> byRoom;
    private final Map<String, PushRule> bySender;
    private final List<PushRule> afterKeyed;
    private final boolean needsDisplayName;

    RuleEvaluator(RuleChanges changes) {
        List<PushRule> before = new ArrayList<>();
        addEnabled(before, changes, RuleKind.OVERRIDE);
        addEnabled(before, changes, RuleKind.CONTENT);
        addEnabled(before, changes, RuleKind.POSTCONTENT);
        List<PushRule> after = new ArrayList<>();
        addEnabled(after, changes, RuleKind.UNDERRIDE);
        this.beforeKeyed = List.copyOf(before);
        this.byRoom = enabledByKey(changes.own(RuleKind.ROOM));
        this.bySender = enabledByKey(changes.own(RuleKind.SENDER));
        this.afterKeyed = List.copyOf(after);
        this.needsDisplayName =
                Stream.concat(before.stream(), after.stream())
                        .flatMap(rule -> rule.conditions().stream())
                        .anyMatch(Condition.ContainsDisplayName.class::isInstance);
    }

    private static void addEnabled(List<PushRule> rules, RuleChanges changes, RuleKind kind) {
        changes.effective(kind).stream().filter(PushRule::enabled).forEach(rules::add);
    }

    private static Map<String, PushRule> enabledByKey(List<PushRule> rules) {
        Map<String, PushRule> byKey = new HashMap<>();
        rules.stream().filter(PushRule::enabled).forEach(rule -> byKey.put(rule.ruleId(), rule));
        return Map.copyOf(byKey);
    }

    Actions evaluate(PushContext context, String user, @Nullable String displayName) {
        PushRule rule = firstMatch(beforeKeyed, context, user, displayName);
        if (rule == null) {
            rule = byRoom.get(context.roomId().value());
        }
        if (rule == null) {
            rule = bySender.get(context.sender().value());
        }
        if (rule == null) {
            rule = firstMatch(afterKeyed, context, user, displayName);
        }
        return rule == null ? Actions.NONE : rule.actions();
    }

    private static @Nullable PushRule firstMatch(
            List<PushRule> rules, PushContext context, String user, @Nullable String displayName) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).matches(context, user, displayName)) {
                return rules.get(i);
            }
        }
        return null;
    }

    /// The enabled rules that have conditions, in order.
    Stream<PushRule> conditionalRules() {
        return Stream.concat(beforeKeyed.stream(), afterKeyed.stream());
    }

    boolean needsDisplayName() {
        return needsDisplayName;
    }
}
