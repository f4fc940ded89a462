package io.heddle.protocol.event;

import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RedactionRules;
import io.heddle.protocol.room.RoomVersion;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The redaction algorithm: what remains of an event, and what signatures and event ids cover.
/// https://spec.matrix.org/v1.19/client-server-api/#redactions
public final class Redaction {
    private static final Set<String> KEPT =
            Set.of(
                    "event_id",
                    "type",
                    "room_id",
                    "sender",
                    "state_key",
                    "content",
                    "hashes",
                    "signatures",
                    "depth",
                    "prev_events",
                    "auth_events",
                    "origin_server_ts");
    private static final Set<String> LEGACY = Set.of("origin", "membership", "prev_state");
    private static final List<String> POWER_LEVELS =
            List.of(
                    "ban",
                    "events",
                    "events_default",
                    "kick",
                    "redact",
                    "state_default",
                    "users",
                    "users_default");

    private Redaction() {}

    /// A new event that shares the values it keeps with the given one, which stays as it is.
    public static ObjectNode redact(ObjectNode event, RoomVersion version) {
        RedactionRules rules = version.redaction();
        ObjectNode redacted = Json.object();
        event.forEachEntry((key, value) -> {
            if (KEPT.contains(key) || rules.keepsLegacyKeys() && LEGACY.contains(key)) {
                redacted.set(key, value);
            }
        });
        String type = Json.string(event, "type");
        ObjectNode content = Json.object(event, "content");
        redacted.set(
                "content",
                content == null
                        ? Json.object()
                        : content(type == null ? "" : type, content, rules));
        return redacted;
    }

    private static ObjectNode content(String type, ObjectNode content, RedactionRules rules) {
        ObjectNode kept = Json.object();
        switch (type) {
            case "m.room.member" -> member(content, kept, rules);
            case "m.room.create" -> create(content, kept, rules);
            case "m.room.join_rules" -> {
                keep(content, kept, "join_rule", true);
                keep(content, kept, "allow", rules.keepsAllow());
            }
            case "m.room.power_levels" -> {
                POWER_LEVELS.forEach(key -> keep(content, kept, key, true));
                keep(content, kept, "invite", rules.keepsInviteLevel());
            }
            case "m.room.history_visibility" -> keep(content, kept, "history_visibility", true);
            case "m.room.aliases" -> keep(content, kept, "aliases", rules.keepsAliases());
            case "m.room.redaction" -> keep(content, kept, "redacts", rules.keepsRedacts());
            default -> {}
        }
        return kept;
    }

    private static void member(ObjectNode content, ObjectNode kept, RedactionRules rules) {
        keep(content, kept, "membership", true);
        keep(content, kept, "join_authorised_via_users_server", rules.keepsAuthorisedVia());
        ObjectNode invite = Json.object(content, "third_party_invite");
        if (rules.keepsThirdPartySigned() && invite != null) {
            keep(invite, kept.putObject("third_party_invite"), "signed", true);
        }
    }

    private static void create(ObjectNode content, ObjectNode kept, RedactionRules rules) {
        if (rules.keepsWholeCreate()) {
            kept.setAll(content);
        } else {
            keep(content, kept, "creator", true);
        }
    }

    private static void keep(ObjectNode from, ObjectNode to, String key, boolean allowed) {
        JsonNode value = allowed ? from.get(key) : null;
        if (value != null) {
            to.set(key, value);
        }
    }
}
