package io.heddle.protocol.push;

import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.PropertyPath;
import io.heddle.protocol.push.Condition.Comparison;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns a condition's JSON into a [Condition]; what it does not know or cannot read becomes one that never matches.
final class ConditionCompiler {
    /// Stands for the owner's user id in the server-default rules.
    static final String USER_ID = "[the user's Matrix ID]";

    private static final String BODY = "content.body";
    private static final PropertyPath BODY_PATH = PropertyPath.parse(BODY);
    private static final Condition UNKNOWN = new Condition.Unknown();

    private ConditionCompiler() {}

    /// @param serverDefault whether [#USER_ID] means the user rather than itself
    static Condition compile(JsonNode json, boolean serverDefault) {
        String kind = Json.string(json, "kind");
        return switch (kind == null ? "" : kind) {
            case "event_match" ->
                    eventMatch(
                            Json.string(json, "key"), Json.string(json, "pattern"), serverDefault);
            case "event_property_is" -> propertyIs(Json.string(json, "key"), json.get("value"));
            case "event_property_contains" ->
                    propertyContains(Json.string(json, "key"), json.get("value"), serverDefault);
            case "room_member_count" -> memberCount(Json.string(json, "is"));
            case "sender_notification_permission" -> senderMayNotify(Json.string(json, "key"));
            case "contains_display_name" -> new Condition.ContainsDisplayName(BODY_PATH);
            case "io.element.msc4306.thread_subscription" ->
                    threadSubscription(Json.bool(json, "subscribed"));
            default -> UNKNOWN;
        };
    }

    private static Condition threadSubscription(@Nullable Boolean subscribed) {
        return subscribed == null ? UNKNOWN : new Condition.ThreadSubscription(subscribed);
    }

    /// The condition that a `content` rule stands for.
    static Condition bodyMatch(@Nullable String pattern) {
        return eventMatch(BODY, pattern, false);
    }

    private static Condition eventMatch(
            @Nullable String key, @Nullable String pattern, boolean serverDefault) {
        if (key == null || pattern == null) {
            return UNKNOWN;
        }
        PropertyPath path = PropertyPath.parse(key);
        if (serverDefault && pattern.equals(USER_ID)) {
            return new Condition.IsUser(path);
        }
        boolean words = path.equals(BODY_PATH);
        return new Condition.EventMatch(
                path, words ? TextPattern.words(pattern) : TextPattern.whole(pattern));
    }

    private static Condition propertyIs(@Nullable String key, @Nullable JsonNode value) {
        return key == null || value == null || !Scalars.isScalar(value)
                ? UNKNOWN
                : new Condition.PropertyIs(PropertyPath.parse(key), value);
    }

    private static Condition propertyContains(
            @Nullable String key, @Nullable JsonNode value, boolean serverDefault) {
        if (key == null || value == null || !Scalars.isScalar(value)) {
            return UNKNOWN;
        }
        PropertyPath path = PropertyPath.parse(key);
        return serverDefault && value.isString() && value.stringValue().equals(USER_ID)
                ? new Condition.ContainsUser(path)
                : new Condition.PropertyContains(path, value);
    }

    private static Condition senderMayNotify(@Nullable String key) {
        return key == null ? UNKNOWN : new Condition.SenderMayNotify(key);
    }

    private static Condition memberCount(@Nullable String is) {
        if (is == null) {
            return UNKNOWN;
        }
        int digits = 0;
        while (digits < is.length() && "<>=".indexOf(is.charAt(digits)) >= 0) {
            digits++;
        }
        Comparison comparison = comparison(is.substring(0, digits));
        long count = count(is.substring(digits));
        return comparison == null || count < 0
                ? UNKNOWN
                : new Condition.MemberCount(comparison, count);
    }

    private static @Nullable Comparison comparison(String operator) {
        return switch (operator) {
            case "", "==" -> Comparison.EQUAL;
            case "<" -> Comparison.LESS;
            case ">" -> Comparison.GREATER;
            case ">=" -> Comparison.AT_LEAST;
            case "<=" -> Comparison.AT_MOST;
            default -> null;
        };
    }

    /// The number, or -1 when there is none or it has more digits than any room has members.
    private static long count(String digits) {
        if (digits.isEmpty()
                || digits.length() > 18
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(digits);
    }
}
