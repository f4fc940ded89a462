package io.heddle.protocol.push;

import io.heddle.protocol.error.MatrixException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads and checks the bodies of the push rule endpoints: 400 `M_INVALID_PARAM` for the rule id, 400 `M_BAD_JSON` for
/// the body.
/// https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3pushrulesglobalkindruleid
public final class PushRuleBody {
    private static final Set<String> PLAIN_ACTIONS = Set.of("notify", "dont_notify", "coalesce");
    private static final int MAX_ACTIONS = 50;
    private static final int MAX_RULE_ID = 512;

    private PushRuleBody() {}

    /// The body of `PUT …/enabled`. A bare boolean is understood too, as old clients send it.
    public static boolean enabled(JsonNode body) {
        JsonNode value = body.isObject() ? body.get("enabled") : body;
        if (value == null || !value.isBoolean()) {
            throw MatrixException.badJson("'enabled' must be a boolean");
        }
        return value.booleanValue();
    }

    /// The body of `PUT …/actions`, and the part of a rule's body that it shares.
    public static List<JsonNode> actions(JsonNode body) {
        JsonNode actions = body.get("actions");
        if (actions == null || !actions.isArray()) {
            throw MatrixException.badJson("'actions' must be an array");
        }
        if (actions.size() > MAX_ACTIONS) {
            throw MatrixException.badJson("Too many actions");
        }
        actions.forEach(PushRuleBody::checkAction);
        return List.copyOf(actions.values());
    }

    private static void checkAction(JsonNode action) {
        boolean plain = action.isString() && PLAIN_ACTIONS.contains(action.stringValue());
        boolean tweak = action.isObject() && isString(action.get("set_tweak"));
        if (!plain && !tweak) {
            throw MatrixException.badJson("Unrecognised action");
        }
    }

    /// A user's rule as `PUT /pushrules/global/{kind}/{ruleId}` gives it, enabled.
    static PushRule rule(RuleKind kind, String ruleId, JsonNode body) {
        if (!kind.isOpenToUsers()) {
            throw MatrixException.invalidParam(
                    "Users have no rules of the kind " + kind.wireName());
        }
        checkRuleId(ruleId);
        if (!body.isObject()) {
            throw MatrixException.badJson("A push rule must be an object");
        }
        List<JsonNode> actions = actions(body);
        List<JsonNode> conditions = kind.hasConditions() ? conditions(body) : List.of();
        String pattern = kind == RuleKind.CONTENT ? pattern(body) : null;
        return PushRule.of(kind, ruleId, false, true, conditions, pattern, actions);
    }

    private static void checkRuleId(String ruleId) {
        if (ruleId.isEmpty() || ruleId.length() > MAX_RULE_ID) {
            throw MatrixException.invalidParam(
                    "The rule id must have 1 to " + MAX_RULE_ID + " characters");
        }
        if (ruleId.startsWith(".")) {
            throw MatrixException.invalidParam("Rule ids that start with a dot are the server's");
        }
        if (ruleId.indexOf('/') >= 0 || ruleId.indexOf('\\') >= 0) {
            throw MatrixException.invalidParam("A rule id must not contain slashes");
        }
    }

    private static List<JsonNode> conditions(JsonNode body) {
        JsonNode conditions = body.get("conditions");
        if (conditions == null) {
            return List.of();
        }
        if (!conditions.isArray()) {
            throw MatrixException.badJson("'conditions' must be an array");
        }
        conditions.forEach(PushRuleBody::checkCondition);
        return List.copyOf(conditions.values());
    }

    private static void checkCondition(JsonNode condition) {
        if (!condition.isObject() || !isString(condition.get("kind"))) {
            throw MatrixException.badJson("A condition must be an object with a 'kind'");
        }
        JsonNode pattern = condition.get("pattern");
        if (pattern != null && pattern.isString()) {
            checkPattern(pattern.stringValue());
        }
    }

    private static String pattern(JsonNode body) {
        JsonNode pattern = body.get("pattern");
        if (!isString(pattern)) {
            throw MatrixException.badJson("A content rule needs a 'pattern'");
        }
        checkPattern(pattern.stringValue());
        return pattern.stringValue();
    }

    private static void checkPattern(String pattern) {
        if (pattern.length() > TextPattern.MAX_LENGTH) {
            throw MatrixException.badJson(
                    "A pattern must have at most " + TextPattern.MAX_LENGTH + " characters");
        }
    }

    private static boolean isString(@Nullable JsonNode node) {
        return node != null && node.isString();
    }
}
