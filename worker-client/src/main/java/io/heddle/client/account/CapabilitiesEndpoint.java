package io.heddle.client.account;

import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.Account;
import io.heddle.storage.account.Accounts;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.time.Duration;
import java.util.function.Predicate;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /capabilities`: what this server lets this user do.
/// https://spec.matrix.org/v1.19/client-server-api/#capabilities-negotiation
@ClientController
class CapabilitiesEndpoint {
    private final Accounts accounts;
    private final HomeserverSettings settings;

    CapabilitiesEndpoint(Accounts accounts, HomeserverSettings settings) {
        this.accounts = accounts;
        this.settings = settings;
    }

    @GuestsAllowed
    @GetMapping("/capabilities")
    ObjectNode capabilities(Requester requester) {
        ObjectNode answer = Json.object();
        ObjectNode capabilities = answer.putObject("capabilities");
        roomVersions(capabilities.putObject("m.room_versions"));
        enabled(capabilities, "m.change_password", hasPassword(requester));
        enabled(capabilities, "m.3pid_changes", settings.enable3pidChanges());
        enabled(capabilities, "m.get_login_token", true);
        enabled(capabilities, "m.forget_forced_upon_leave", settings.forgetRoomsOnLeave());
        enabled(capabilities, "m.set_displayname", settings.enableSetDisplayname());
        enabled(capabilities, "m.set_avatar_url", settings.enableSetAvatarUrl());
        profileFields(capabilities.putObject("m.profile_fields"));
        Duration longestDelay = settings.maxEventDelayDuration();
        capabilities
                .putObject("org.matrix.msc4140.delayed_events")
                .put("max_delay_ms", longestDelay == null ? 0 : longestDelay.toMillis())
                .put(
                        "max_scheduled",
                        settings.experimentalFeatures().msc4140MaxDelayedEventsPerUser());
        if (requester.admin()) {
            capabilities.putObject("m.account_moderation").put("lock", true).put("suspend", true);
        }
        return answer;
    }

    private boolean hasPassword(Requester requester) {
        return settings.passwordConfig().enabled()
                && accounts.find(requester.userId()).map(Account::passwordHash).isPresent();
    }

    private static void enabled(ObjectNode capabilities, String name, boolean value) {
        capabilities.putObject(name).put("enabled", value);
    }

    private void roomVersions(ObjectNode node) {
        node.put("default", settings.defaultRoomVersion());
        ObjectNode available = node.putObject("available");
        RoomVersions.ALL.forEach(
                version -> available.put(version.id(), version.stable() ? "stable" : "unstable"));
        ObjectNode features = node.putObject("org.matrix.msc3244.room_capabilities");
        feature(features.putObject("knock"), version -> version.auth().knock());
        feature(features.putObject("restricted"), version -> version.auth().restricted());
    }

    private void feature(ObjectNode node, Predicate<RoomVersion> has) {
        boolean byDefault =
                RoomVersions.find(settings.defaultRoomVersion()).filter(has).isPresent();
        node.put(
                "preferred", byDefault ? settings.defaultRoomVersion() : RoomVersions.DEFAULT.id());
        ArrayNode support = node.putArray("support");
        RoomVersions.ALL.stream().filter(has).forEach(version -> support.add(version.id()));
    }

    private void profileFields(ObjectNode node) {
        node.put("enabled", true);
        ArrayNode disallowed = Json.array();
        if (!settings.enableSetDisplayname()) {
            disallowed.add("displayname");
        }
        if (!settings.enableSetAvatarUrl()) {
            disallowed.add("avatar_url");
        }
        if (!disallowed.isEmpty()) {
            node.set("disallowed", disallowed);
        }
    }
}
