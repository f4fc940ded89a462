package io.heddle.events.profile;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.RemoteProfiles;
import io.heddle.replication.config.FederationSettings;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.profile.Profile;
import io.heddle.storage.profile.Profiles;
import io.heddle.storage.room.Memberships;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.route.ClientController;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/profile/{userId}` and its fields. https://spec.matrix.org/v1.19/client-server-api/#profiles
@ClientController
class ProfileController {
    private final Profiles profiles;
    private final ProfilePropagation propagation;
    private final Memberships memberships;
    private final HomeserverSettings settings;
    private final FederationSettings federation;
    private final Accounts accounts;
    private final RateLimiter limiter;
    private final ObjectProvider<RemoteProfiles> remote;

    ProfileController(
            Profiles profiles,
            ProfilePropagation propagation,
            Memberships memberships,
            HomeserverSettings settings,
            FederationSettings federation,
            Accounts accounts,
            RateLimiter limiter,
            ObjectProvider<RemoteProfiles> remote) {
        this.profiles = profiles;
        this.propagation = propagation;
        this.memberships = memberships;
        this.settings = settings;
        this.federation = federation;
        this.accounts = accounts;
        this.limiter = limiter;
        this.remote = remote;
    }

    @GuestsAllowed
    @GetMapping("/profile/{userId}")
    ObjectNode all(@Nullable Requester requester, @PathVariable UserId userId) {
        return find(requester, userId, null);
    }

    @GuestsAllowed
    @GetMapping("/profile/{userId}/{keyName}")
    ObjectNode field(
            @Nullable Requester requester,
            @PathVariable UserId userId,
            @PathVariable String keyName) {
        ProfileKeys.checkKey(keyName);
        JsonNode value = find(requester, userId, keyName).get(keyName);
        if (value == null) {
            // A name or avatar never set is an empty object to older clients; any other field is
            // not there.
            if (keyName.equals(Profile.DISPLAY_NAME) || keyName.equals(Profile.AVATAR_URL)) {
                return Json.object();
            }
            throw MatrixException.notFound("No such profile field");
        }
        ObjectNode answer = Json.object();
        answer.set(keyName, value);
        return answer;
    }

    @GuestsAllowed
    @PutMapping("/profile/{userId}/{keyName}")
    ObjectNode set(
            Requester requester,
            @PathVariable UserId userId,
            @PathVariable String keyName,
            @RequestParam(defaultValue = "true") boolean propagate,
            @RequestBody ObjectNode body) {
        mayChange(requester, userId, keyName);
        boolean spreads = propagate && isInRooms(keyName);
        limit(requester, spreads);
        profiles.update(userId, profile -> checked(ProfileKeys.with(profile, keyName, body)));
        propagate(userId, spreads);
        return Json.object();
    }

    @GuestsAllowed
    @DeleteMapping("/profile/{userId}/{keyName}")
    ObjectNode delete(
            Requester requester, @PathVariable UserId userId, @PathVariable String keyName) {
        mayChange(requester, userId, keyName);
        boolean spreads = isInRooms(keyName);
        limit(requester, spreads);
        profiles.update(userId, profile -> ProfileKeys.without(profile, keyName));
        propagate(userId, spreads);
        return Json.object();
    }

    private void mayChange(Requester requester, UserId userId, String keyName) {
        if (!requester.userId().equals(userId) && !requester.admin()) {
            throw MatrixException.forbidden("You cannot change another user's profile");
        }
        requester.mustNotBeSuspended();
        if (requester.guest() && !keyName.equals(Profile.DISPLAY_NAME)) {
            throw new MatrixException(
                    403, "M_GUEST_ACCESS_FORBIDDEN", "Guests may only set their display name");
        }
        ProfileKeys.checkKey(keyName);
        boolean closed =
                keyName.equals(Profile.DISPLAY_NAME) && !settings.enableSetDisplayname()
                        || keyName.equals(Profile.AVATAR_URL) && !settings.enableSetAvatarUrl();
        if (closed && !requester.admin()) {
            throw MatrixException.forbidden(
                    "Changing " + keyName + " is switched off on this server");
        }
        if (!exists(userId)) {
            throw MatrixException.notFound("No such user");
        }
    }

    private static Profile checked(Profile profile) {
        ProfileKeys.checkSize(profile);
        return profile;
    }

    /// Whether memberships carry the field.
    private static boolean isInRooms(String keyName) {
        return keyName.equals(Profile.DISPLAY_NAME) || keyName.equals(Profile.AVATAR_URL);
    }

    /// What changes memberships counts as a message.
    private void limit(Requester requester, boolean spreads) {
        if (spreads) {
            limiter.check(Limit.MESSAGE, requester);
        }
    }

    private void propagate(UserId userId, boolean spreads) {
        if (spreads) {
            propagation.propagate(userId);
        }
    }

    /// @param field null for all of it; what else is found may be told too
    private ObjectNode find(@Nullable Requester requester, UserId userId, @Nullable String field) {
        if (settings.requireAuthForProfileRequests()) {
            mayAsk(requester, userId);
        }
        if (!isLocal(userId)) {
            RemoteProfiles others = remote.getIfAvailable();
            if (others == null) {
                throw MatrixException.notFound("No such user");
            }
            return others.profile(userId, field);
        }
        return profiles.find(userId)
                .orElseGet(() -> {
                    if (!accounts.exists(userId)) {
                        throw MatrixException.notFound("No such user");
                    }
                    return Profile.empty();
                })
                .toJson();
    }

    private void mayAsk(@Nullable Requester requester, UserId userId) {
        if (requester == null) {
            throw new MatrixException(401, "M_MISSING_TOKEN", "Missing access token");
        }
        if (federation.limitProfileRequestsToUsersWhoShareRooms()
                && !requester.userId().equals(userId)
                && !memberships.shareRoom(requester.userId(), userId)) {
            throw MatrixException.forbidden("You share no room with this user");
        }
    }

    private boolean isLocal(UserId userId) {
        return userId.server().value().equals(settings.serverName());
    }

    private boolean exists(UserId userId) {
        return isLocal(userId) && accounts.exists(userId);
    }

    /// The path of extended profiles before they were released, as some clients still call it.
    @RestController
    @RequestMapping("/_matrix/client/unstable/uk.tcpip.msc4133")
    static class Unstable {
        private final ProfileController profile;

        Unstable(ProfileController profile) {
            this.profile = profile;
        }

        @GuestsAllowed
        @GetMapping("/profile/{userId}/{keyName}")
        ObjectNode field(
                @Nullable Requester requester,
                @PathVariable UserId userId,
                @PathVariable String keyName) {
            return profile.field(requester, userId, keyName);
        }

        @PutMapping("/profile/{userId}/{keyName}")
        ObjectNode set(
                Requester requester,
                @PathVariable UserId userId,
                @PathVariable String keyName,
                @RequestBody ObjectNode body) {
            return profile.set(requester, userId, keyName, true, body);
        }

        @DeleteMapping("/profile/{userId}/{keyName}")
        ObjectNode delete(
                Requester requester, @PathVariable UserId userId, @PathVariable String keyName) {
            return profile.delete(requester, userId, keyName);
        }
    }
}
