package io.heddle.storage.profile;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.account.AccountListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Gives new accounts a name to be shown under, and takes the profile away with an account that wants to be forgotten.
@Component
class AccountProfiles implements AccountListener {
    private final Profiles profiles;

    AccountProfiles(Profiles profiles) {
        this.profiles = profiles;
    }

    @Override
    public Runnable created(UserId user, @Nullable String displayName) {
        String name = displayName == null ? user.localpart() : displayName;
        if (!name.isBlank()) {
            profiles.create(user, new Profile(name, null, Json.object()));
        }
        return NOTHING;
    }

    @Override
    public Runnable deactivated(UserId user, boolean erase) {
        return erase ? profiles.removing(user) : NOTHING;
    }
}
