package io.heddle.events.room;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the content of events must be like that local users send, where a mistake would cost the room dearly. Stricter than
/// the authorisation rules, which must let pass what servers have always sent.
public final class ContentRules {
    private static final Set<String> MEMBERSHIPS =
            Set.of("join", "invite", "knock", "leave", "ban");
    private static final List<String> LEVELS =
            List.of(
                    "ban",
                    "events_default",
                    "invite",
                    "kick",
                    "redact",
                    "state_default",
                    "users_default");
    private static final List<String> LEVEL_MAPS = List.of("events", "notifications", "users");

    private ContentRules() {}

    /// Fails with 403 for a second create event, and 400 M_BAD_JSON for malformed power levels and memberships.
    public static void check(EventDraft draft) {
        requireStorable(draft.type());
        requireStorable(draft.stateKey());
        switch (draft.type()) {
            case "m.room.create" -> throw MatrixException.forbidden("A room is created once");
            case "m.room.power_levels" -> checkPowerLevels(draft.content());
            case "m.room.member" -> checkMembership(draft);
            case "m.room.retention" -> checkRetention(draft);
            default -> {}
        }
    }

    /// https://spec.matrix.org/v1.19/client-server-api/#mroompower_levels
    private static void checkPowerLevels(ObjectNode content) {
        LEVELS.forEach(key -> requireLevel(key, content.get(key)));
        for (String key : LEVEL_MAPS) {
            JsonNode levels = content.get(key);
            if (levels == null) {
                continue;
            }
            if (!(levels instanceof ObjectNode object)) {
                throw MatrixException.badJson(key + " must be an object");
            }
            object.forEachEntry((name, level) -> requireLevel(key + "." + name, level));
        }
        ObjectNode users = Json.object(content, "users");
        if (users != null) {
            users.propertyNames().forEach(ContentRules::requireUser);
        }
    }

    private static void requireLevel(String name, @Nullable JsonNode level) {
        if (level == null) {
            return;
        }
        if (!level.isIntegralNumber()
                || !level.canConvertToLong()
                || Math.abs(level.longValue()) > CanonicalJson.MAX_INTEGER) {
            throw MatrixException.badJson("The power level " + name + " must be an integer");
        }
    }

    private static void requireUser(String user) {
        if (!UserId.isValid(user)) {
            throw MatrixException.badJson("Not a user id in power levels: " + user);
        }
    }

    private static void checkMembership(EventDraft draft) {
        String membership = Json.string(draft.content(), "membership");
        if (membership == null || !MEMBERSHIPS.contains(membership)) {
            throw MatrixException.badJson("membership must be one of " + MEMBERSHIPS);
        }
        if (draft.stateKey() == null || !UserId.isValid(draft.stateKey())) {
            throw MatrixException.badJson("The state key of a membership is a user id");
        }
    }

    /// MSC1763.
    private static void checkRetention(EventDraft draft) {
        if (draft.stateKey() == null) {
            throw MatrixException.badJson("m.room.retention is a state event");
        }
        Long least = lifetime(draft, "min_lifetime");
        Long most = lifetime(draft, "max_lifetime");
        if (least != null && most != null && least > most) {
            throw MatrixException.badJson("min_lifetime must not be greater than max_lifetime");
        }
    }

    private static @Nullable Long lifetime(EventDraft draft, String key) {
        JsonNode lifetime = draft.content().get(key);
        if (lifetime == null || lifetime.isNull()) {
            return null;
        }
        if (!lifetime.isIntegralNumber() || !lifetime.canConvertToLong()) {
            throw MatrixException.badJson(key + " must be an integer");
        }
        return lifetime.longValue();
    }

    private static void requireStorable(@Nullable String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            throw MatrixException.invalidParam("Event types and state keys cannot hold U+0000");
        }
    }
}
