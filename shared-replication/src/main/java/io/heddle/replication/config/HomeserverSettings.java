package io.heddle.replication.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The keys of `homeserver.yaml`. Each is also an environment variable: `HOMESERVER_` and the key in capitals.
///
/// @param serverName the domain part of the users' ids; never changes in the life of a server
/// @param publicBaseurl where clients reach the server, or null to derive it from the listener
/// @param dataDirectory where signing keys, media and the embedded database live
/// @param enableMetrics serves `/_synapse/metrics`, and starts the listeners of type `metrics`
/// @param diskSpaceThreshold with less free space for the data directory the server is not ready
/// @param shutdownDelay how long the server serves on, but is not ready, once it is asked to stop
/// @param maxEventDelayDuration by how long clients may delay events, MSC4140; null when they may not
/// @param registrationSharedSecret the secret of `/_synapse/admin/v1/register`, or null to generate one in the data directory
@ConfigurationProperties("homeserver")
public record HomeserverSettings(
        @DefaultValue("localhost") String serverName,
        @Nullable String publicBaseurl,
        @DefaultValue("data") String dataDirectory,
        @Nullable String signingKeyPath,
        @DefaultValue("false") boolean enableMetrics,
        @DefaultValue RequestLog requestLog,
        @DefaultValue("100MB") DataSize diskSpaceThreshold,
        @DefaultValue("0s") Duration shutdownDelay,
        @DefaultValue Database database,
        @DefaultValue("false") boolean enableRegistration,
        @DefaultValue("false") boolean enableRegistrationWithoutVerification,
        @DefaultValue("false") boolean registrationRequiresToken,
        @Nullable String registrationSharedSecret,
        @DefaultValue("false") boolean allowGuestAccess,
        @DefaultValue("12") String defaultRoomVersion,
        @DefaultValue Presence presence,
        @DefaultValue Sync sync,
        @DefaultValue("true") boolean enableSearch,
        @DefaultValue("false") boolean allowQueryTokens,
        @DefaultValue("5m") Duration refreshableAccessTokenLifetime,
        @Nullable Duration nonrefreshableAccessTokenLifetime,
        @DefaultValue("50MB") DataSize maxUploadSize,
        @DefaultValue PasswordConfig passwordConfig,
        @DefaultValue UserDirectory userDirectory,
        @DefaultValue RateLimits rateLimits,
        @DefaultValue List<String> appServiceConfigFiles,
        @DefaultValue Map<String, String> extraWellKnownClientContent,
        @DefaultValue WellKnown wellKnown,
        @DefaultValue Voip voip,
        @DefaultValue MatrixRtc matrixRtc,
        @DefaultValue Recaptcha recaptcha,
        @DefaultValue Terms terms,
        @Nullable String adminContact,
        @DefaultValue("true") boolean enableSetDisplayname,
        @DefaultValue("true") boolean enableSetAvatarUrl,
        @DefaultValue("true") boolean enable3pidChanges,
        @DefaultValue("false") boolean requireAuthForProfileRequests,
        @DefaultValue("true") boolean allowPublicRoomsOverFederation,
        @DefaultValue("false") boolean allowPublicRoomsWithoutAuth,
        @DefaultValue("false") boolean forgetRoomsOnLeave,
        @Nullable Duration maxEventDelayDuration,
        @DefaultValue Retention retention,
        @DefaultValue Upkeep upkeep,
        @DefaultValue ExperimentalFeatures experimentalFeatures) {

    /// Where PostgreSQL is. Without a `url` the process starts an embedded one under the data directory.
    ///
    /// @param connectTimeout how long a new connection may take
    /// @param socketTimeout how long an answer may take, so that a database that hangs holds no request for ever; migrations
    ///     may take longer
    public record Database(
            @Nullable String url,
            @DefaultValue("heddle") String user,
            @Nullable String password,
            @DefaultValue("20") int maximumPoolSize,
            @DefaultValue("10s") Duration connectTimeout,
            @DefaultValue("60s") Duration socketTimeout) {}

    public record Presence(@DefaultValue("true") boolean enabled) {}

    /// How many syncs without `since` run at once, each on a thread of its own, and how many may wait for their turn; who
    /// comes then is asked to come again later.
    ///
    /// @param initialConcurrency 0 for one a processor
    public record Sync(
            @DefaultValue("0") int initialConcurrency, @DefaultValue("10000") int initialQueue) {}

    /// Password login and the policy new passwords must meet.
    public record PasswordConfig(
            @DefaultValue("true") boolean enabled, @DefaultValue PasswordPolicy policy) {}

    public record PasswordPolicy(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("0") int minimumLength,
            @DefaultValue("false") boolean requireDigit,
            @DefaultValue("false") boolean requireSymbol,
            @DefaultValue("false") boolean requireLowercase,
            @DefaultValue("false") boolean requireUppercase) {}

    public record UserDirectory(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("false") boolean searchAllUsers,
            @DefaultValue("false") boolean preferLocalUsers) {}

    public record WellKnown(
            @Nullable String clientBaseUrl,
            @Nullable String identityServer,
            @Nullable String supportContact,
            @Nullable String supportPage,
            @Nullable String server) {}

    public record Voip(
            @DefaultValue List<String> turnUris,
            @Nullable String turnSharedSecret,
            @Nullable String turnUsername,
            @Nullable String turnPassword,
            @DefaultValue("1h") Duration turnUserLifetime,
            @DefaultValue("true") boolean turnAllowGuests) {}

    /// A captcha that those who register must solve; off without a public key.
    public record Recaptcha(
            @Nullable String publicKey,
            @Nullable String privateKey,
            @DefaultValue("https://www.recaptcha.net/recaptcha/api/siteverify")
                    String siteverifyApi) {}

    /// The terms that those who register must agree to; off without a version.
    public record Terms(
            @Nullable String version,
            @DefaultValue("Terms and conditions") String name,
            @Nullable String url) {}

    /// Transports of calls as clients are told them, MSC4143: a `type` each, and what belongs to it.
    public record MatrixRtc(@DefaultValue List<Map<String, Object>> transports) {}

    /// How long messages are kept, by the rooms' own policies and these.
    ///
    /// @param enabled whether messages go at all when their time is up
    /// @param defaultPolicy for rooms without one of their own
    /// @param allowedLifetimeMin no room's messages go sooner
    /// @param allowedLifetimeMax no room with a policy keeps messages longer
    /// @param purgeJobs when what has expired is deleted; it is hidden from readers at once
    public record Retention(
            @DefaultValue("false") boolean enabled,
            @DefaultValue RetentionPolicy defaultPolicy,
            @Nullable Duration allowedLifetimeMin,
            @Nullable Duration allowedLifetimeMax,
            @DefaultValue List<PurgeJob> purgeJobs) {
        public Retention {
            requireOrder(
                    defaultPolicy.minLifetime(),
                    defaultPolicy.maxLifetime(),
                    "retention.default_policy: min_lifetime is greater than max_lifetime");
            requireOrder(
                    allowedLifetimeMin,
                    allowedLifetimeMax,
                    "retention: allowed_lifetime_min is greater than allowed_lifetime_max");
        }

        private static void requireOrder(
                @Nullable Duration low, @Nullable Duration high, String otherwise) {
            if (low != null && high != null && low.compareTo(high) > 0) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }

    public record RetentionPolicy(@Nullable Duration minLifetime, @Nullable Duration maxLifetime) {}

    /// Deletes what has expired in rooms whose messages are kept for longer than `shortestMaxLifetime` and not longer than
    /// `longestMaxLifetime`.
    public record PurgeJob(
            @DefaultValue("1d") Duration interval,
            @Nullable Duration shortestMaxLifetime,
            @Nullable Duration longestMaxLifetime) {}

    /// Work in the background that keeps tables small.
    ///
    /// @param batchSize how many rows a step deals with
    /// @param every how often which work is done, where that is not as usual: `to-device-transactions: 5m`
    public record Upkeep(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1000") int batchSize,
            @DefaultValue Map<String, Duration> every) {}

    /// What is not in the specification yet; all off unless asked for.
    ///
    /// @param msc1763Enabled message retention is told of under its unstable name
    /// @param msc3881Enabled pushers can be switched off and tell their device
    /// @param msc3912Enabled a redaction may take what relates to its target with it
    /// @param msc4028PushEncryptedEvents every encrypted event is pushed
    /// @param msc4140MaxDelayedEventsPerUser how many delayed events a user may have scheduled; 0 for none
    /// @param msc4143Enabled the endpoint of RTC transports
    /// @param msc4293Enabled kicks and bans may redact all of the member's events
    /// @param msc4306Enabled subscriptions of threads, and MSC4308 to catch up with them
    /// @param msc4354Enabled sticky events
    /// @param msc4429Enabled syncs tell of changed profiles
    /// @param msc4446Enabled the fully-read marker may be moved back
    public record ExperimentalFeatures(
            @DefaultValue("false") boolean msc1763Enabled,
            @DefaultValue("false") boolean msc3881Enabled,
            @DefaultValue("false") boolean msc3912Enabled,
            @DefaultValue("false") boolean msc4028PushEncryptedEvents,
            @DefaultValue("100") int msc4140MaxDelayedEventsPerUser,
            @DefaultValue("false") boolean msc4143Enabled,
            @DefaultValue("false") boolean msc4293Enabled,
            @DefaultValue("false") boolean msc4306Enabled,
            @DefaultValue("false") boolean msc4354Enabled,
            @DefaultValue("false") boolean msc4429Enabled,
            @DefaultValue("false") boolean msc4446Enabled) {}

    /// Whether anything is limited at all; how much is, the keys of [RateLimitSettings] say.
    public record RateLimits(@DefaultValue("true") boolean enabled) {}

    /// One line a request, by the logger `io.heddle.requests`.
    ///
    /// @param slowerThan writes only requests that take longer, and those that the server fails at
    public record RequestLog(
            @DefaultValue("true") boolean enabled, @DefaultValue("0s") Duration slowerThan) {}
}
