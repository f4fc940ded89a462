package io.heddle.replication.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The `rc_…` keys of `homeserver.yaml`: token buckets of `burst_count` that refill by `per_second`, as operators know them
/// from Synapse. What is left out has the default of its use.
///
/// @param rcMessage what a user writes to rooms, in whatever way
/// @param rcRegistration accounts made, by address
/// @param rcAdminRedaction redactions of what others wrote; without it they count as messages
/// @param rcJoinsPerRoom new members of a room, whoever they are
/// @param rcKeyRequests requests for room keys to other users, by device
@ConfigurationProperties("homeserver")
public record RateLimitSettings(
        @Nullable Bucket rcMessage,
        @Nullable Bucket rcRegistration,
        @Nullable Bucket rcRegistrationTokenValidity,
        @DefaultValue Login rcLogin,
        @Nullable Bucket rcAdminRedaction,
        @DefaultValue Joins rcJoins,
        @Nullable Bucket rcJoinsPerRoom,
        @Nullable Bucket rc3pidValidation,
        @DefaultValue Invites rcInvites,
        @Nullable Bucket rcThirdPartyInvite,
        @Nullable Bucket rcMediaCreate,
        @DefaultValue Presence rcPresence,
        @Nullable Bucket rcDelayedEventMgmt,
        @Nullable Bucket rcReports,
        @Nullable Bucket rcRoomCreation,
        @Nullable Bucket rcUserDirectory,
        @Nullable Bucket rcKeyRequests) {

    /// Either number may be left out.
    public record Bucket(@Nullable Double perSecond, @Nullable Double burstCount) {}

    /// @param address by the address that logs in
    /// @param account by the account logged in to
    /// @param failedAttempts by the account, for wrong passwords
    public record Login(
            @Nullable Bucket address, @Nullable Bucket account, @Nullable Bucket failedAttempts) {}

    /// @param local to rooms that this server is in
    /// @param remote to other rooms
    public record Joins(@Nullable Bucket local, @Nullable Bucket remote) {}

    /// @param perUser by who is invited
    /// @param perIssuer by who invites
    public record Invites(
            @Nullable Bucket perRoom, @Nullable Bucket perUser, @Nullable Bucket perIssuer) {}

    public record Presence(@Nullable Bucket perUser) {}
}
