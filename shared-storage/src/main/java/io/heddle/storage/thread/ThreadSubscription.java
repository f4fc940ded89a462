package io.heddle.storage.thread;

/// What a user last did about a thread: subscribed to it, or (not subscribed) unsubscribed from it.
///
/// @param automatic the user's client subscribed by itself
/// @param position in the stream of thread subscriptions
public record ThreadSubscription(
        long position, long roomNid, String rootId, boolean subscribed, boolean automatic) {}
