package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthResult.denied;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.AuthRules;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rule for `m.room.power_levels`: the content has its form, and nobody gives or takes more than they have.
final class PowerLevelRules {
    private static final List<String> NAMED =
            List.of(
                    "users_default",
                    "events_default",
                    "state_default",
                    "ban",
                    "redact",
                    "kick",
                    "invite");

    private final AuthRules rules;
    private final String sender;
    private final long senderLevel;

    private PowerLevelRules(AuthInput input) {
        this.rules = input.rules();
        this.sender = input.event().sender().value();
        this.senderLevel = input.senderLevel();
    }

    static AuthResult check(AuthInput input) {
        ObjectNode content = input.event().content();
        PowerLevelRules check = new PowerLevelRules(input);
        if (input.rules().integerPowerLevels() && !check.hasOnlyIntegers(content)) {
            return denied("Power levels must be integers");
        }
        if (!check.hasValidUsers(content)) {
            return denied("The users of power levels must be user IDs with levels");
        }
        if (input.rules().privilegedCreators() && namesCreator(input, content)) {
            return denied("The power level of a creator cannot be set");
        }
        Pdu current = input.state(StateKey.POWER_LEVELS);
        return current == null || check.isWithinSendersPower(current.content(), content)
                ? AuthResult.ALLOWED
                : denied("The sender may not change these power levels");
    }

    private boolean hasOnlyIntegers(ObjectNode content) {
        for (String name : NAMED) {
            if (content.has(name) && !isLevel(content.get(name))) {
                return false;
            }
        }
        return isMapOfLevels(content.get("events")) && isMapOfLevels(content.get("notifications"));
    }

    private boolean hasValidUsers(ObjectNode content) {
        JsonNode users = content.get("users");
        if (!isMapOfLevels(users)) {
            return false;
        }
        if (users != null) {
            for (String user : users.propertyNames()) {
                if (!UserId.isValid(user)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isMapOfLevels(@Nullable JsonNode map) {
        if (map == null) {
            return true;
        }
        if (!map.isObject()) {
            return false;
        }
        for (JsonNode level : map) {
            if (!isLevel(level)) {
                return false;
            }
        }
        return true;
    }

    private static boolean namesCreator(AuthInput input, ObjectNode content) {
        ObjectNode users = Json.object(content, "users");
        if (users == null) {
            return false;
        }
        for (UserId creator : input.power().creators()) {
            if (users.has(creator.value())) {
                return true;
            }
        }
        return false;
    }

    private boolean isWithinSendersPower(ObjectNode current, ObjectNode next) {
        for (String name : NAMED) {
            if (!mayChange(current.get(name), next.get(name), false)) {
                return false;
            }
        }
        return mayChangeMap(current, next, "events")
                && (!rules.limitsNotifications() || mayChangeMap(current, next, "notifications"))
                && mayChangeMap(current, next, "users");
    }

    private boolean mayChangeMap(ObjectNode current, ObjectNode next, String name) {
        if (next.has(name) && !next.get(name).isObject()) {
            return false;
        }
        boolean users = name.equals("users");
        ObjectNode before = Json.object(current, name);
        ObjectNode after = Json.object(next, name);
        if (before != null) {
            for (Map.Entry<String, JsonNode> entry : before.properties()) {
                String key = entry.getKey();
                JsonNode changed = after == null ? null : after.get(key);
                if (!mayChange(entry.getValue(), changed, users && !key.equals(sender))) {
                    return false;
                }
            }
        }
        if (after != null) {
            for (Map.Entry<String, JsonNode> entry : after.properties()) {
                boolean added = before == null || !before.has(entry.getKey());
                if (added && !mayChange(null, entry.getValue(), false)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// @param ofAnotherUser whether it is the level of somebody else, who must rank below the sender
    private boolean mayChange(
            @Nullable JsonNode current, @Nullable JsonNode next, boolean ofAnotherUser) {
        if (next == null ? current == null : next.equals(current)) {
            return true;
        }
        OptionalLong before = Level.parse(current, rules.integerPowerLevels());
        OptionalLong after = Level.parse(next, rules.integerPowerLevels());
        if (next != null && after.isEmpty()) {
            return false;
        }
        if (before.equals(after)) {
            return true;
        }
        if (before.isPresent()) {
            long level = before.getAsLong();
            if (level > senderLevel || ofAnotherUser && level == senderLevel) {
                return false;
            }
        }
        return after.isEmpty() || after.getAsLong() <= senderLevel;
    }

    private boolean isLevel(JsonNode node) {
        return Level.parse(node, rules.integerPowerLevels()).isPresent();
    }
}
