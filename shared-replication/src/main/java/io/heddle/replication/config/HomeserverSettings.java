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
/// @param registrationSharedSecret the secret of `/_synapse/admin/v1/register`, or null to generate one in the data directory
@ConfigurationProperties("homeserver")
public record HomeserverSettings(
        @DefaultValue("localhost") String serverName,
        @Nullable String publicBaseurl,
        @DefaultValue("data") String dataDirectory,
        @Nullable String signingKeyPath,
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

    /// What is not in the specification yet; all off unless asked for.
    ///
    /// @param msc1763Enabled message retention is told of under its unstable name
    /// @param msc3881Enabled pushers can be switched off and tell their device
    /// @param msc3912Enabled a redaction may take what relates to its target with it
    /// @param msc4028PushEncryptedEvents every encrypted event is pushed
    /// @param msc4143Enabled the endpoint of RTC transports
    /// @param msc4293Enabled kicks and bans may redact all of the member's events
    /// @param msc4306Enabled subscriptions of threads, and MSC4308 to catch up with them
    /// @param msc4354Enabled sticky events
    public record ExperimentalFeatures(
            @DefaultValue("false") boolean msc1763Enabled,
            @DefaultValue("false") boolean msc3881Enabled,
            @DefaultValue("false") boolean msc3912Enabled,
            @DefaultValue("false") boolean msc4028PushEncryptedEvents,
            @DefaultValue("false") boolean msc4143Enabled,
            @DefaultValue("false") boolean msc4293Enabled,
            @DefaultValue("false") boolean msc4306Enabled,
            @DefaultValue("false") boolean msc4354Enabled) {}

    /// Whether anything is limited at all; how much is, the keys of [RateLimitSettings] say.
    public record RateLimits(@DefaultValue("true") boolean enabled) {}
}
