package io.heddle.storage.upkeep;

import io.heddle.storage.account.LastSeen;
import io.heddle.storage.account.LoginTokens;
import io.heddle.storage.account.OpenIdTokens;
import io.heddle.storage.cache.CacheInvalidations;
import io.heddle.storage.e2ee.ToDeviceMessages;
import io.heddle.storage.event.ClientTransactions;
import io.heddle.storage.persist.MemberRedactions;
import io.heddle.storage.retention.RetentionPurge;
import io.heddle.storage.sticky.StickyEvents;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What runs out in the tables of this module.
@Configuration(proxyBeanMethods = false)
class StoredUpkeep {
    /// No client repeats a request after this.
    private static final Duration TRANSACTIONS_KEPT = Duration.ofDays(1);

    /// Every process has heard of it by then.
    private static final Duration INVALIDATIONS_KEPT = Duration.ofDays(1);

    private static final Duration OFTEN = Duration.ofMinutes(15);
    private static final Duration HOURLY = Duration.ofHours(1);

    @Bean
    Upkeep eventTransactionsUpkeep(ClientTransactions transactions, Clock clock) {
        return new Upkeep(
                "event_transactions",
                OFTEN,
                limit -> transactions.deleteBefore(ago(clock, TRANSACTIONS_KEPT), limit));
    }

    @Bean
    Upkeep toDeviceTransactionsUpkeep(ToDeviceMessages messages, Clock clock) {
        return new Upkeep(
                "to_device_transactions",
                OFTEN,
                limit -> messages.forgetTransactionsBefore(ago(clock, TRANSACTIONS_KEPT), limit));
    }

    @Bean
    Upkeep cacheInvalidationsUpkeep(CacheInvalidations invalidations, Clock clock) {
        return new Upkeep(
                "cache_invalidations",
                HOURLY,
                limit -> invalidations.purge(ago(clock, INVALIDATIONS_KEPT), limit));
    }

    @Bean
    Upkeep loginTokensUpkeep(LoginTokens tokens) {
        return new Upkeep("login_tokens", HOURLY, tokens::purge);
    }

    @Bean
    Upkeep openIdTokensUpkeep(OpenIdTokens tokens) {
        return new Upkeep("openid_tokens", HOURLY, tokens::purge);
    }

    @Bean
    Upkeep deviceConnectionsUpkeep(LastSeen lastSeen) {
        return new Upkeep("device_connections", HOURLY, lastSeen::purge);
    }

    @Bean
    Upkeep.Group stickyEventsUpkeep(StickyEvents sticky, Clock clock) {
        return new Upkeep.Group(
                sticky.isEnabled()
                        ? List.of(
                                new Upkeep(
                                        "sticky_events",
                                        HOURLY,
                                        limit -> sticky.deleteExpired(clock.millis(), limit)))
                        : List.of());
    }

    /// Goes on with removals of members whose events are many.
    @Bean
    Upkeep.Group memberRedactionsUpkeep(MemberRedactions redactions) {
        return new Upkeep.Group(
                redactions.isEnabled()
                        ? List.of(
                                new Upkeep(
                                        "member_redactions",
                                        Duration.ofSeconds(2),
                                        limit -> redactions.step() == 0 ? 0 : limit))
                        : List.of());
    }

    @Bean
    Upkeep.Group retentionUpkeep(RetentionPurge purge) {
        return new Upkeep.Group(purge.upkeep().stream().map(StoredUpkeep::retention).toList());
    }

    private static Upkeep retention(RetentionPurge.Job job) {
        return new Upkeep(job.name(), job.every(), job::step);
    }

    private static long ago(Clock clock, Duration duration) {
        return clock.millis() - duration.toMillis();
    }
}
