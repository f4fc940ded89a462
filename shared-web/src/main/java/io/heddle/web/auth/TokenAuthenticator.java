package io.heddle.web.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.storage.account.AccessToken;
import io.heddle.storage.account.AccountState;
import io.heddle.storage.account.AccountStates;
import io.heddle.storage.account.LastSeen;
import io.heddle.storage.account.Sessions;
import io.heddle.storage.appservice.AppService;
import io.heddle.storage.appservice.AppServices;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Knows who asks by the token tables. What was looked up is kept for as long as nothing of the account changes.
/// https://spec.matrix.org/v1.19/client-server-api/#using-access-tokens
@Component
class TokenAuthenticator implements Authenticator, MeasuredCaches {
    private static final int CACHED = 100_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final AccountStates accounts;
    private final Sessions sessions;
    private final AppServices appServices;
    private final AppServiceAuthenticator services;
    private final LastSeen lastSeen;
    private final Clock clock;
    private final Cache<String, Known> byToken =
            Caffeine.newBuilder()
                    .maximumSize(CACHED)
                    .expireAfterWrite(LONGEST)
                    .recordStats()
                    .build();

    TokenAuthenticator(
            AccountStates accounts,
            Sessions sessions,
            AppServices appServices,
            AppServiceAuthenticator services,
            LastSeen lastSeen,
            Clock clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.appServices = appServices;
        this.services = services;
        this.lastSeen = lastSeen;
        this.clock = clock;
    }

    @Override
    public @Nullable Requester cached(Credentials credentials) {
        Known known = byToken.getIfPresent(credentials.accessToken());
        if (known == null || !accounts.isCurrent(known.account)) {
            return null;
        }
        long now = clock.millis();
        if (known.token.hasExpired(now) || mustStayOut(known.account.state(), credentials)) {
            return null;
        }
        seen(known, credentials, now);
        return known.requester;
    }

    @Override
    public Requester authenticate(Credentials credentials) {
        AppService service = appServices.withToken(credentials.accessToken());
        if (service != null) {
            return services.authenticate(service, credentials);
        }
        Known known = load(credentials.accessToken());
        long now = clock.millis();
        if (known.token.hasExpired(now)) {
            throw new MatrixException(401, "M_UNKNOWN_TOKEN", "Access token has expired")
                    .with("soft_logout", true);
        }
        if (mustStayOut(known.account.state(), credentials)) {
            throw locked();
        }
        seen(known, credentials, now);
        return known.requester;
    }

    /// Reads the account first and the token after it, so that a token that goes meanwhile is not kept.
    private Known load(String text) {
        AccountStates.Entry account =
                sessions.claimedUser(text)
                        .map(accounts::load)
                        .orElseThrow(TokenAuthenticator::unknown);
        AccountState state = account.state();
        AccessToken token =
                sessions.find(text)
                        .filter(found ->
                                found.userId().equals(state.userId()) && !state.deactivated())
                        .orElseThrow(TokenAuthenticator::unknown);
        if (!token.used() && token.refreshId() != null) {
            sessions.firstUse(token);
        }
        Requester requester =
                new Requester(
                        token.userId(),
                        token.deviceId(),
                        token.id(),
                        state.guest(),
                        state.admin(),
                        state.suspended(),
                        null);
        Known known = new Known(account, token, requester);
        byToken.put(text, known);
        return known;
    }

    private void seen(Known known, Credentials credentials, long now) {
        if (now - known.recordedTs > LastSeen.PRECISION.toMillis()
                || !Objects.equals(known.recordedIp, credentials.remoteAddress())) {
            known.recordedTs = now;
            known.recordedIp = credentials.remoteAddress();
            lastSeen.record(
                    known.token.userId(),
                    known.token.deviceId(),
                    credentials.remoteAddress(),
                    credentials.userAgent(),
                    now);
        }
    }

    private static boolean mustStayOut(AccountState account, Credentials credentials) {
        return account.locked() && !credentials.lockedAllowed();
    }

    static MatrixException locked() {
        return new MatrixException(401, "M_USER_LOCKED", "This account has been locked")
                .with("soft_logout", true);
    }

    private static MatrixException unknown() {
        return new MatrixException(401, "M_UNKNOWN_TOKEN", "Unknown access token")
                .with("soft_logout", false);
    }

    /// A token looked up before, and when its use was last noted.
    private static final class Known {
        private final AccountStates.Entry account;
        private final AccessToken token;
        private final Requester requester;
        private volatile long recordedTs;
        private volatile @Nullable String recordedIp;

        Known(AccountStates.Entry account, AccessToken token, Requester requester) {
            this.account = account;
            this.token = token;
            this.requester = requester;
        }
    }

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("access_tokens", byToken);
    }
}
