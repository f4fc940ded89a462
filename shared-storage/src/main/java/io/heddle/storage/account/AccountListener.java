package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/// Hears of accounts as they come and go: implemented by features that keep data of users. Called inside the transaction;
/// the [Runnable] given back runs after its commit.
public interface AccountListener {
    Runnable NOTHING = () -> {};

    /// An account was made.
    ///
    /// @param displayName the name to show it under, or null for none
    default Runnable created(UserId user, @Nullable String displayName) {
        return NOTHING;
    }

    /// An account was shut for good: its private data should go.
    ///
    /// @param erase the user wants to be forgotten also where others could still see what they did
    default Runnable deactivated(UserId user, boolean erase) {
        return NOTHING;
    }
}
