package io.heddle.protocol.auth;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.AuthRules;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The power levels in force in a room: a view of its `m.room.power_levels` and `m.room.create` events with every default filled in.
/// Making one costs nothing; levels are read where they are asked for.
/// https://spec.matrix.org/v1.19/client-server-api/#mroompower_levels
public final class PowerLevels {
    /// The level of a creator where creators have endless power: greater than any level an event can give.
    public static final long CREATOR = Long.MAX_VALUE;

    private static final long MODERATOR = 50;
    private static final long ADMINISTRATOR = 100;

    private final @Nullable ObjectNode content;
    private final @Nullable ObjectNode users;
    private final @Nullable ObjectNode events;
    private final Pdu create;
    private final AuthRules rules;

    private PowerLevels(@Nullable ObjectNode content, Pdu create) {
        this.content = content;
        this.users = content == null ? null : Json.object(content, "users");
        this.events = content == null ? null : Json.object(content, "events");
        this.create = create;
        this.rules = create.version().auth();
    }

    /// @param powerLevels the room's `m.room.power_levels` event, if it has one
    /// @param create the room's `m.room.create` event
    public static PowerLevels of(@Nullable Pdu powerLevels, Pdu create) {
        return new PowerLevels(powerLevels == null ? null : powerLevels.content(), create);
    }

    /// What the room's power levels would be with this content.
    public static PowerLevels ofContent(ObjectNode powerLevelsContent, Pdu create) {
        return new PowerLevels(powerLevelsContent, create);
    }

    public long userLevel(UserId user) {
        return userLevel(user.value());
    }

    long userLevel(String user) {
        if (rules.privilegedCreators() && isCreator(user)) {
            return CREATOR;
        }
        if (content == null) {
            return isCreator(user) ? ADMINISTRATOR : 0;
        }
        JsonNode own = users == null ? null : users.get(user);
        return Level.parse(own, rules.integerPowerLevels()).orElseGet(this::usersDefault);
    }

    /// The level required to send events of a type; memberships have rules of their own.
    public long eventLevel(String type, boolean isState) {
        JsonNode own = events == null ? null : events.get(type);
        return Level.parse(own, rules.integerPowerLevels())
                .orElseGet(isState ? this::stateDefault : this::eventsDefault);
    }

    public long usersDefault() {
        return named("users_default", 0);
    }

    public long eventsDefault() {
        return named("events_default", 0);
    }

    public long stateDefault() {
        return named("state_default", MODERATOR);
    }

    public long invite() {
        return named("invite", 0);
    }

    public long kick() {
        return named("kick", MODERATOR);
    }

    public long ban() {
        return named("ban", MODERATOR);
    }

    public long redact() {
        return named("redact", MODERATOR);
    }

    /// The level required to notify everybody of a kind, such as `room` for `@room`.
    public long notification(String key) {
        ObjectNode levels = content == null ? null : Json.object(content, "notifications");
        return Level.read(
                levels == null ? null : levels.get(key), rules.integerPowerLevels(), MODERATOR);
    }

    public boolean canSend(UserId user, String type, boolean isState) {
        return userLevel(user) >= eventLevel(type, isState);
    }

    public boolean canInvite(UserId user) {
        return userLevel(user) >= invite();
    }

    public boolean canKick(UserId user, UserId target) {
        return userLevel(user) >= kick() && outranks(user, target);
    }

    public boolean canBan(UserId user, UserId target) {
        return userLevel(user) >= ban() && outranks(user, target);
    }

    public boolean canUnban(UserId user, UserId target) {
        return userLevel(user) >= ban() && canKick(user, target);
    }

    /// Whether the user may redact events of others.
    public boolean canRedact(UserId user) {
        return userLevel(user) >= redact();
    }

    public boolean canNotify(UserId user, String key) {
        return userLevel(user) >= notification(key);
    }

    public boolean outranks(UserId user, UserId target) {
        return userLevel(user) > userLevel(target);
    }

    public boolean isCreator(UserId user) {
        return isCreator(user.value());
    }

    /// Everybody who created the room: one user, or several where a version knows `additional_creators`.
    public Set<UserId> creators() {
        Set<UserId> creators = new LinkedHashSet<>();
        if (!rules.creatorInContent()) {
            creators.add(create.sender());
        } else {
            addUser(creators, Json.string(create.content(), "creator"));
        }
        for (JsonNode additional : additionalCreators()) {
            addUser(creators, additional.isString() ? additional.stringValue() : null);
        }
        return creators;
    }

    private static void addUser(Set<UserId> users, @Nullable String user) {
        if (user != null && UserId.isValid(user)) {
            users.add(UserId.parse(user));
        }
    }

    private boolean isCreator(String user) {
        if (rules.creatorInContent()) {
            return user.equals(Json.string(create.content(), "creator"));
        }
        if (user.equals(create.sender().value())) {
            return true;
        }
        for (JsonNode additional : additionalCreators()) {
            if (additional.isString() && additional.stringValue().equals(user)) {
                return true;
            }
        }
        return false;
    }

    private Iterable<JsonNode> additionalCreators() {
        ArrayNode additional =
                rules.privilegedCreators()
                        ? Json.array(create.content(), "additional_creators")
                        : null;
        return additional == null ? Set.of() : additional;
    }

    private long named(String name, long fallback) {
        return Level.read(
                content == null ? null : content.get(name), rules.integerPowerLevels(), fallback);
    }
}
