package io.heddle.federation.discovery;

import io.heddle.federation.https.AddressRules;
import io.heddle.federation.https.Https;
import io.heddle.federation.https.HttpsFailure;
import io.heddle.federation.https.HttpsReply;
import io.heddle.federation.https.HttpsRequest;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Gets `/.well-known/matrix/server` over HTTPS. Redirects are followed a few times, to HTTPS only, and to the same addresses
/// only that servers may have.
@Component
class WellKnownFetcher implements WellKnownSource {
    static final int MAX_REDIRECTS = 10;
    static final int MAX_BYTES = 50 * 1024;
    static final Duration DEFAULT_LIFETIME = Duration.ofHours(24);
    static final Duration SHORTEST_LIFETIME = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int HTTPS_PORT = 443;
    private static final Logger LOG = LoggerFactory.getLogger(WellKnownFetcher.class);

    private final Https https;
    private final Dns dns;
    private final AddressRules rules;
    private final Clock clock;

    WellKnownFetcher(Https https, Dns dns, AddressRules rules, Clock clock) {
        this.https = https;
        this.dns = dns;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public Answer fetch(String host) {
        return fetch(URI.create("https://" + host + "/.well-known/matrix/server"));
    }

    Answer fetch(URI start) {
        URI at = start;
        Set<URI> seen = new HashSet<>();
        try {
            while (seen.size() <= MAX_REDIRECTS && seen.add(at)) {
                HttpsReply reply = get(at);
                String location = reply.header("Location");
                if (reply.status() / 100 != 3 || location == null) {
                    return reply.status() == 200 ? answer(reply) : Answer.NONE;
                }
                at = target(at, location);
            }
        } catch (HttpsFailure | JsonParseFailure | IllegalArgumentException e) {
            LOG.debug("No well-known of {}: {}", start.getHost(), e.getMessage());
        }
        return Answer.NONE;
    }

    private static URI target(URI from, String location) {
        URI target = from.resolve(location);
        if (!"https".equalsIgnoreCase(target.getScheme()) || target.getHost() == null) {
            throw new IllegalArgumentException("Redirected to " + target);
        }
        return target;
    }

    private HttpsReply get(URI uri) {
        int port = uri.getPort() < 0 ? HTTPS_PORT : uri.getPort();
        ServerName name = ServerName.parse(uri.getHost());
        String bare = uri.getHost().replaceAll("[\\[\\]]", "");
        List<InetSocketAddress> addresses =
                ServerDiscovery.at(
                                bare,
                                name.isIpLiteral()
                                        ? List.of(java.net.InetAddress.ofLiteral(bare))
                                        : dns.addresses(bare),
                                port)
                        .stream()
                        .filter(address -> rules.allow(address.getAddress()))
                        .toList();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String authority = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + port;
        return https.send(
                new HttpsRequest(
                        addresses,
                        "GET",
                        uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
                        Map.of("Host", authority, "Accept", "application/json"),
                        null,
                        TIMEOUT,
                        MAX_BYTES));
    }

    private Answer answer(HttpsReply reply) {
        String server = Json.string(Json.parseObject(reply.body()), "m.server");
        return server == null || !ServerName.isValid(server)
                ? Answer.NONE
                : new Answer(ServerName.parse(server), lifetime(reply));
    }

    private Duration lifetime(HttpsReply reply) {
        Duration told = told(reply);
        if (told == null) {
            return DEFAULT_LIFETIME;
        }
        return told.compareTo(SHORTEST_LIFETIME) < 0 ? SHORTEST_LIFETIME : told;
    }

    private @Nullable Duration told(HttpsReply reply) {
        String control = reply.header("Cache-Control");
        if (control != null) {
            for (String directive : control.toLowerCase(Locale.ROOT).split(",")) {
                String word = directive.strip();
                if (word.equals("no-store") || word.equals("no-cache")) {
                    return Duration.ZERO;
                }
                if (word.matches("max-age=\"?[0-9]{1,10}\"?")) {
                    return Duration.ofSeconds(Long.parseLong(word.replaceAll("[^0-9]", "")));
                }
            }
        }
        String expires = reply.header("Expires");
        return expires == null ? null : until(expires);
    }

    private Duration until(String date) {
        try {
            return Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
