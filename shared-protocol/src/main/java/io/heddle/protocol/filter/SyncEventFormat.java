package io.heddle.protocol.filter;

/// How a sync shows events: to clients, or as they travel between servers.
public enum SyncEventFormat {
    CLIENT,
    FEDERATION
}
