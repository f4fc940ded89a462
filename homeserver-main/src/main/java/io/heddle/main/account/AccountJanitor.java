package io.heddle.main.account;

import io.heddle.protocol.json.Json;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.storage.account.LastSeen;
import io.heddle.storage.account.LoginTokens;
import io.heddle.storage.account.OpenIdTokens;
import io.heddle.storage.account.RegistrationTokens;
import io.heddle.storage.account.UiaSessions;
import io.heddle.storage.cache.CacheInvalidations;
import io.heddle.storage.usage.MonthlyActiveUsers;
import io.heddle.web.uia.Stage;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Clears away what has run out: tokens, half-done authentications, old addresses.
@Component
class AccountJanitor implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(AccountJanitor.class);
    private static final Duty DUTY = new Duty(Duty.BACKGROUND, "0");
    private static final Duration INVALIDATIONS_KEPT = Duration.ofDays(1);
    private static final String REGISTERED = "registered_user";

    private final UiaSessions uiaSessions;
    private final RegistrationTokens registrationTokens;
    private final LoginTokens loginTokens;
    private final OpenIdTokens openIdTokens;
    private final LastSeen lastSeen;
    private final MonthlyActiveUsers activeUsers;
    private final CacheInvalidations invalidations;
    private final Duties duties;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("account-janitor").factory());
    private volatile boolean running;

    AccountJanitor(
            UiaSessions uiaSessions,
            RegistrationTokens registrationTokens,
            LoginTokens loginTokens,
            OpenIdTokens openIdTokens,
            LastSeen lastSeen,
            MonthlyActiveUsers activeUsers,
            CacheInvalidations invalidations,
            Duties duties,
            Clock clock) {
        this.uiaSessions = uiaSessions;
        this.registrationTokens = registrationTokens;
        this.loginTokens = loginTokens;
        this.openIdTokens = openIdTokens;
        this.lastSeen = lastSeen;
        this.activeUsers = activeUsers;
        this.invalidations = invalidations;
        this.duties = duties;
        this.clock = clock;
    }

    void clear() {
        if (duties.held(DUTY).isEmpty()) {
            return;
        }
        try {
            uiaSessions.purge().forEach(this::release);
            loginTokens.purge();
            openIdTokens.purge();
            lastSeen.purge();
            activeUsers.reap();
            invalidations.purge(clock.millis() - INVALIDATIONS_KEPT.toMillis());
        } catch (RuntimeException e) {
            LOG.warn("Not cleared: {}", e.getMessage());
        }
    }

    /// Gives back the use of a registration token that a given-up registration held.
    private void release(ObjectNode data) {
        String token = Json.string(data, Stage.REGISTRATION_TOKEN);
        if (token != null && !data.has(REGISTERED)) {
            registrationTokens.release(token);
        }
    }

    @Override
    public void start() {
        running = true;
        timer.scheduleWithFixedDelay(this::clear, 5, 60, TimeUnit.MINUTES);
    }

    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
