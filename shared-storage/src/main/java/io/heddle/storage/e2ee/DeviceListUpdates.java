package io.heddle.storage.e2ee;

import java.util.Set;

/// What happened to the device lists that a user follows.
///
/// @param changed users whose devices or cross-signing keys changed, or who now share a room with the user
/// @param left users who share no room with the user any more
public record DeviceListUpdates(Set<String> changed, Set<String> left) {
    public static final DeviceListUpdates NONE = new DeviceListUpdates(Set.of(), Set.of());

    public boolean isEmpty() {
        return changed.isEmpty() && left.isEmpty();
    }
}
