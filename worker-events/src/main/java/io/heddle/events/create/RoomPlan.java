package io.heddle.events.create;

import io.heddle.events.membership.MembershipContent;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.RoomAlias;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.replication.call.EventDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The first events of a room, in the order the specification gives: create, creator's join, power levels, canonical alias,
/// preset, initial state, name, topic.
final class RoomPlan {
    private static final long CREATOR_LEVEL = 100;

    private final UserId creator;
    private final RoomVersion version;
    private final CreateRoomRequest request;
    private final Preset preset;
    private final Map<StateKey, ObjectNode> initialState = new LinkedHashMap<>();

    RoomPlan(UserId creator, RoomVersion version, CreateRoomRequest request) {
        this.creator = creator;
        this.version = version;
        this.request = request;
        this.preset = Preset.of(request.preset(), "public".equals(request.visibility()));
        if (request.initialState() != null) {
            request.initialState().forEach(this::takeInitial);
        }
    }

    private void takeInitial(CreateRoomRequest.StateEvent event) {
        if (event.type() == null) {
            throw MatrixException.missingParam("initial_state.type");
        }
        if (event.content() == null) {
            throw MatrixException.missingParam("initial_state.content");
        }
        String key = event.stateKey() == null ? "" : event.stateKey();
        if (event.type().equals("m.room.create") || event.type().equals("m.room.member")) {
            throw MatrixException.badJson("initial_state cannot hold " + event.type());
        }
        initialState.put(new StateKey(event.type(), key), event.content());
    }

    List<EventDraft> drafts(MembershipContent members, @Nullable RoomAlias alias) {
        List<EventDraft> drafts = new ArrayList<>();
        drafts.add(state("m.room.create", createContent()));
        drafts.add(
                EventDraft.state(
                        creator,
                        "m.room.member",
                        creator.value(),
                        members.withProfile(creator, "join", null)));
        ObjectNode levels = initialState.remove(StateKey.POWER_LEVELS);
        drafts.add(state("m.room.power_levels", levels == null ? powerLevels() : levels));
        if (alias != null
                && !initialState.containsKey(new StateKey("m.room.canonical_alias", ""))) {
            drafts.add(state("m.room.canonical_alias", Json.object().put("alias", alias.value())));
        }
        addPreset(drafts);
        initialState.forEach((key, content) ->
                drafts.add(EventDraft.state(creator, key.type(), key.key(), content)));
        if (request.name() != null) {
            drafts.add(state("m.room.name", Json.object().put("name", request.name())));
        }
        if (request.topic() != null) {
            drafts.add(state("m.room.topic", topic(request.topic())));
        }
        return drafts;
    }

    private ObjectNode createContent() {
        ObjectNode content =
                request.creationContent() == null
                        ? Json.object()
                        : request.creationContent().deepCopy();
        content.put("room_version", version.id());
        if (version.auth().creatorInContent()) {
            content.put("creator", creator.value());
        } else {
            content.remove("creator");
        }
        if (version.auth().privilegedCreators()) {
            addCreators(content);
        }
        return content;
    }

    private void addCreators(ObjectNode content) {
        JsonNode given = content.get("additional_creators");
        if (given != null && !(given instanceof ArrayNode)) {
            throw MatrixException.badJson("additional_creators must be a list of user ids");
        }
        ArrayNode creators = given instanceof ArrayNode list ? list : Json.array();
        creators.values()
                .forEach(user -> {
                    if (!user.isString() || !UserId.isValid(user.asString())) {
                        throw MatrixException.badJson(
                                "additional_creators must be a list of user ids");
                    }
                });
        if (preset.inviteesAreEqual) {
            request.invitees().stream()
                    .filter(invitee ->
                            creators.values().stream()
                                    .noneMatch(user -> user.asString().equals(invitee)))
                    .forEach(creators::add);
        }
        if (!creators.isEmpty()) {
            content.set("additional_creators", creators);
        }
    }

    private ObjectNode powerLevels() {
        ObjectNode users = Json.object();
        if (!version.auth().privilegedCreators()) {
            users.put(creator.value(), CREATOR_LEVEL);
            if (preset.inviteesAreEqual) {
                request.invitees().forEach(invitee -> users.put(invitee, CREATOR_LEVEL));
            }
        }
        ObjectNode events = Json.object();
        events.put("m.room.name", 50)
                .put("m.room.power_levels", 100)
                .put("m.room.history_visibility", 100)
                .put("m.room.canonical_alias", 50)
                .put("m.room.avatar", 50)
                .put("m.room.tombstone", version.auth().privilegedCreators() ? 150 : 100)
                .put("m.room.server_acl", 100)
                .put("m.room.encryption", 100);
        ObjectNode content = Json.object();
        content.set("users", users);
        content.put("users_default", 0);
        content.set("events", events);
        content.put("events_default", 0)
                .put("state_default", 50)
                .put("ban", 50)
                .put("kick", 50)
                .put("redact", 50)
                .put("invite", preset.inviteLevel());
        if (request.powerLevelContentOverride() != null) {
            request.powerLevelContentOverride()
                    .properties()
                    .forEach(entry -> content.set(entry.getKey(), entry.getValue()));
        }
        return content;
    }

    private void addPreset(List<EventDraft> drafts) {
        addUnlessGiven(
                drafts, "m.room.join_rules", Json.object().put("join_rule", preset.joinRule));
        addUnlessGiven(
                drafts,
                "m.room.history_visibility",
                Json.object().put("history_visibility", "shared"));
        if (preset.guestsCanJoin) {
            addUnlessGiven(
                    drafts, "m.room.guest_access", Json.object().put("guest_access", "can_join"));
        }
    }

    private void addUnlessGiven(List<EventDraft> drafts, String type, ObjectNode content) {
        if (!initialState.containsKey(new StateKey(type, ""))) {
            drafts.add(state(type, content));
        }
    }

    private static ObjectNode topic(String topic) {
        ObjectNode text = Json.object().put("mimetype", "text/plain").put("body", topic);
        ObjectNode block = Json.object();
        block.set("m.text", Json.array().add(text));
        ObjectNode content = Json.object().put("topic", topic);
        content.set("m.topic", block);
        return content;
    }

    private EventDraft state(String type, ObjectNode content) {
        return EventDraft.state(creator, type, "", content);
    }
}
