package io.heddle.protocol.push;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A user's push rules: the server's defaults, changed and added to by the user. Immutable and independent of the
/// user's id, so all users without changes share [#defaults].
///
/// Order within a kind, most important first: `.m.rule.master`, the user's rules, the other defaults.
/// Operations return the changed ruleset or throw a `MatrixException` with the error that the endpoint answers.
/// https://spec.matrix.org/v1.19/client-server-api/#push-rules-api
public final class PushRuleset {
    /// Conditions over all of a user's override, content and underride rules, the bound on what one event may cost.
    static final int MAX_CONDITIONS = 1_000;

    static final int MAX_ROOM_AND_SENDER_RULES = 10_000;

    private static final Map<PushFeatures, PushRuleset> DEFAULTS = new ConcurrentHashMap<>();

    private final RuleChanges changes;
    private final RuleEvaluator evaluator;

    private PushRuleset(RuleChanges changes) {
        this.changes = changes;
        this.evaluator = new RuleEvaluator(changes);
    }

    /// The rules of a user who changed nothing.
    public static PushRuleset defaults() {
        return defaults(PushFeatures.NONE);
    }

    /// The same on a server with some features.
    public static PushRuleset defaults(PushFeatures features) {
        return DEFAULTS.computeIfAbsent(features, some -> new PushRuleset(RuleChanges.none(some)));
    }

    /// Reads what [#toStored] wrote; parts that make no sense are left out, nothing throws. Null gives the defaults.
    public static PushRuleset parse(@Nullable JsonNode stored) {
        return parse(stored, PushFeatures.NONE);
    }

    /// The same on a server with some features.
    public static PushRuleset parse(@Nullable JsonNode stored, PushFeatures features) {
        return stored == null ? defaults(features) : of(RuleChanges.parse(stored, features));
    }

    private static PushRuleset of(RuleChanges changes) {
        return changes.isEmpty() ? defaults(changes.features()) : new PushRuleset(changes);
    }

    /// True of a user without changes, who needs no row and whom [DefaultEvaluation] covers.
    public boolean isDefault() {
        return changes.isEmpty();
    }

    /// What differs from the defaults, or nothing when nothing does.
    public Optional<ObjectNode> toStored() {
        return isDefault() ? Optional.empty() : Optional.of(changes.toStored());
    }

    /// The rules of a kind, most important first, disabled ones included.
    public List<PushRule> rules(RuleKind kind) {
        return changes.effective(kind);
    }

    /// The rule; 404 `M_NOT_FOUND` when there is none.
    public PushRule rule(RuleKind kind, String ruleId) {
        return rules(kind).stream()
                .filter(rule -> rule.ruleId().equals(ruleId))
                .findFirst()
                .orElseThrow(PushRuleset::noSuchRule);
    }

    /// `{"global": {…}}`: the response of `GET /pushrules/` and the content of the `m.push_rules` account data.
    public ObjectNode toJson(UserId owner) {
        ObjectNode json = Json.object();
        json.set("global", globalJson(owner));
        return json;
    }

    /// The response of `GET /pushrules/global/`.
    public ObjectNode globalJson(UserId owner) {
        ObjectNode json = Json.object();
        for (RuleKind kind : RuleKind.values()) {
            if (!kind.isKnownWith(changes.features())) {
                continue;
            }
            ArrayNode array = json.putArray(kind.wireName());
            rules(kind).forEach(rule -> array.add(rule.toJson(owner)));
        }
        return json;
    }

    /// Adds a rule as the most important of the user's rules of its kind, or next to another of them; a rule of the
    /// same id is replaced, keeps whether it is enabled and, without `before` and `after`, its place.
    ///
    /// @param body the request's body: `actions`, and `conditions` or `pattern` as the kind wants
    /// @param before the rule that the new one precedes; wins over `after`
    /// @param after the rule that the new one follows
    public PushRuleset put(
            RuleKind kind,
            String ruleId,
            JsonNode body,
            @Nullable String before,
            @Nullable String after) {
        PushRule rule = PushRuleBody.rule(kind, ruleId, body);
        List<PushRule> rules = new ArrayList<>(changes.own(kind));
        int old = indexOf(rules, ruleId);
        if (old >= 0) {
            rule = rule.withEnabled(rules.get(old).enabled());
        }
        if (before != null && !before.isEmpty()) {
            place(rules, rule, old, before, 0);
        } else if (after != null && !after.isEmpty()) {
            place(rules, rule, old, after, 1);
        } else if (old >= 0) {
            rules.set(old, rule);
        } else {
            rules.addFirst(rule);
        }
        return within(changes.withOwn(kind, rules));
    }

    private static void place(
            List<PushRule> rules, PushRule rule, int old, String neighbour, int offset) {
        if (indexOf(rules, neighbour) < 0) {
            throw new MatrixException(
                    400, "M_UNKNOWN", "before/after rule not found: " + neighbour);
        }
        if (neighbour.equals(rule.ruleId())) {
            rules.set(old, rule);
            return;
        }
        if (old >= 0) {
            rules.remove(old);
        }
        rules.add(indexOf(rules, neighbour) + offset, rule);
    }

    private static PushRuleset within(RuleChanges changes) {
        if (changes.conditionCount() > MAX_CONDITIONS
                || changes.keyedRuleCount() > MAX_ROOM_AND_SENDER_RULES) {
            throw MatrixException.tooLarge("Too many push rules");
        }
        return of(changes);
    }

    /// Adds, next to each of the user's rules about a room, the same about another that takes its place; what there is
    /// already stays. 413 `M_TOO_LARGE` when that makes too many.
    public PushRuleset copied(String room, String successor) {
        RuleChanges copied = changes;
        for (RuleKind kind : RuleKind.values()) {
            List<PushRule> rules = new ArrayList<>(changes.own(kind));
            for (PushRule rule : changes.own(kind)) {
                PushRule moved = rule.movedTo(room, successor);
                if (moved != null && indexOf(rules, moved.ruleId()) < 0) {
                    rules.add(indexOf(rules, rule.ruleId()) + 1, moved);
                }
            }
            copied = copied.withOwn(kind, rules);
        }
        return within(copied);
    }

    /// Removes a rule of the user; 404 `M_NOT_FOUND` when there is none, 400 `M_INVALID_PARAM` for a default rule.
    public PushRuleset delete(RuleKind kind, String ruleId) {
        if (rule(kind, ruleId).serverDefault()) {
            throw MatrixException.invalidParam("A server-default push rule cannot be deleted");
        }
        List<PushRule> rules = new ArrayList<>(changes.own(kind));
        rules.remove(indexOf(rules, ruleId));
        return of(changes.withOwn(kind, rules));
    }

    /// Enables or disables any rule; 404 `M_NOT_FOUND` when there is none.
    public PushRuleset setEnabled(RuleKind kind, String ruleId, boolean enabled) {
        PushRule rule = rule(kind, ruleId);
        return rule.serverDefault()
                ? override(kind, ruleId, changes.override(kind, ruleId).withEnabled(enabled))
                : replace(rule.withEnabled(enabled));
    }

    /// Changes the actions of any rule; 404 `M_NOT_FOUND` when there is none.
    ///
    /// @param actions as [PushRuleBody#actions] checked them
    public PushRuleset setActions(RuleKind kind, String ruleId, List<JsonNode> actions) {
        PushRule rule = rule(kind, ruleId);
        return rule.serverDefault()
                ? override(kind, ruleId, changes.override(kind, ruleId).withActions(actions))
                : replace(rule.withActions(actions));
    }

    private PushRuleset override(RuleKind kind, String ruleId, RuleOverride override) {
        return of(changes.withOverride(kind, ruleId, override));
    }

    private PushRuleset replace(PushRule rule) {
        List<PushRule> rules = new ArrayList<>(changes.own(rule.kind()));
        rules.set(indexOf(rules, rule.ruleId()), rule);
        return of(changes.withOwn(rule.kind(), rules));
    }

    /// What to do for this user about an event: the actions of the first enabled rule that matches. For the sender
    /// themself, and when no rule matches, [Actions#NONE].
    ///
    /// @param displayName the user's display name in the room; may be null when [#needsDisplayName] is false
    public Actions evaluate(PushContext context, UserId user, @Nullable String displayName) {
        return user.equals(context.sender())
                ? Actions.NONE
                : evaluator.evaluate(context, user.value(), displayName);
    }

    /// Whether an enabled rule has the deprecated condition `contains_display_name`; the defaults have none.
    public boolean needsDisplayName() {
        return evaluator.needsDisplayName();
    }

    RuleEvaluator evaluator() {
        return evaluator;
    }

    private static int indexOf(List<PushRule> rules, String ruleId) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).ruleId().equals(ruleId)) {
                return i;
            }
        }
        return -1;
    }

    private static MatrixException noSuchRule() {
        return MatrixException.notFound("The push rule was not found.");
    }
}
