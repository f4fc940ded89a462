package io.heddle.replication.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The keys of `homeserver.yaml` that say how this server meets others.
///
/// @param federation timeouts, retries and back-off of requests to other servers
/// @param federationDomainWhitelist the only servers to talk to, in both directions; null for all
/// @param ipRangeBlacklist addresses never connected to, in CIDR notation; the default covers private networks
/// @param ipRangeWhitelist exceptions to both blacklists
/// @param federationIpRangeBlacklist addresses of other homeservers never connected to; null for those of `ip_range_blacklist`
/// @param federationVerifyCertificates whether other servers must show a valid certificate
/// @param federationCertificateVerificationWhitelist server names, `*` matching anything, whose certificates are not looked at
/// @param federationCustomCaList files of certificate authorities in PEM, which replace those of the platform
/// @param federationClientMinimumTlsVersion `1`, `1.1`, `1.2` or `1.3`; what the platform has switched off stays off
/// @param keyRefreshInterval how long others may keep this server's keys
/// @param oldSigningKeys keys this server signed with once, by key id
/// @param trustedKeyServers servers asked for the keys of servers that do not answer themselves
/// @param allowProfileLookupOverFederation whether others may ask for profiles
/// @param allowDeviceNameLookupOverFederation whether others are told how users name their devices
/// @param limitProfileRequestsToUsersWhoShareRooms whether a user sees only profiles of users they share a room with
/// @param serveServerWellknown whether `/.well-known/matrix/server` sends other servers to port 443 of the server name
@ConfigurationProperties("homeserver")
public record FederationSettings(
        @DefaultValue Client federation,
        @Nullable List<String> federationDomainWhitelist,
        @DefaultValue({
                    "127.0.0.0/8",
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10",
                    "192.0.0.0/24",
                    "169.254.0.0/16",
                    "192.88.99.0/24",
                    "198.18.0.0/15",
                    "192.0.2.0/24",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "::1/128",
                    "fe80::/10",
                    "fc00::/7",
                    "2001:db8::/32",
                    "ff00::/8",
                    "fec0::/10"
                })
                List<String> ipRangeBlacklist,
        @DefaultValue List<String> ipRangeWhitelist,
        @Nullable List<String> federationIpRangeBlacklist,
        @DefaultValue("true") boolean federationVerifyCertificates,
        @DefaultValue List<String> federationCertificateVerificationWhitelist,
        @DefaultValue List<String> federationCustomCaList,
        @DefaultValue("1.2") String federationClientMinimumTlsVersion,
        @DefaultValue("1d") Duration keyRefreshInterval,
        @DefaultValue Map<String, OldKey> oldSigningKeys,
        @DefaultValue List<TrustedKeyServer> trustedKeyServers,
        @DefaultValue("true") boolean allowProfileLookupOverFederation,
        @DefaultValue("false") boolean allowDeviceNameLookupOverFederation,
        @DefaultValue("false") boolean limitProfileRequestsToUsersWhoShareRooms,
        @DefaultValue("false") boolean serveServerWellknown) {

    /// @param clientTimeout how long one attempt may take
    /// @param maxShortRetries how often a request that somebody waits for is tried again
    /// @param maxShortRetryDelay the longest pause between such attempts
    /// @param maxLongRetries the same for what nobody waits for
    /// @param destinationMinRetryInterval how long a server is left alone after it failed first
    /// @param destinationRetryMultiplier by how much longer after each further failure
    public record Client(
            @DefaultValue("60s") Duration clientTimeout,
            @DefaultValue("60s") Duration maxLongRetryDelay,
            @DefaultValue("2s") Duration maxShortRetryDelay,
            @DefaultValue("10") int maxLongRetries,
            @DefaultValue("3") int maxShortRetries,
            @DefaultValue("10m") Duration destinationMinRetryInterval,
            @DefaultValue("2") double destinationRetryMultiplier,
            @DefaultValue("7d") Duration destinationMaxRetryInterval) {}

    /// @param key the public key in base64
    /// @param expiredTs when it was last used, in milliseconds since 1970
    public record OldKey(String key, long expiredTs) {}

    /// @param verifyKeys what its answers must be signed with, by key id; without any, its certificate is trusted alone
    public record TrustedKeyServer(
            String serverName, @DefaultValue Map<String, String> verifyKeys) {}

    /// Whether this server talks to another at all.
    public boolean allows(String server) {
        return federationDomainWhitelist == null || federationDomainWhitelist.contains(server);
    }
}
