package io.heddle.replication.stream;

import java.util.Locale;

/// The streams of the system. A stream has one integer position: a visible position means that every smaller one is
/// visible too. Order matters: a sync token lists the positions of the streams in this order.
public enum StreamName {
    EVENTS,
    BACKFILL,
    TYPING,
    RECEIPTS,
    TO_DEVICE,
    ACCOUNT_DATA,
    PRESENCE,
    PUSH_RULES,
    DEVICE_LISTS,
    PUSHERS,
    CACHES,
    FEDERATION,
    MEDIA,
    THREAD_SUBSCRIPTIONS,
    PROFILES,
    STICKY_EVENTS;

    /// The name in tables, on the bus and in metrics.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
