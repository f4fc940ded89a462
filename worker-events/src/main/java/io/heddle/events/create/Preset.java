package io.heddle.events.create;

import io.heddle.protocol.error.MatrixException;
import org.jspecify.annotations.Nullable;

/// What a preset sets. https://spec.matrix.org/v1.19/client-server-api/#creation
enum Preset {
    PRIVATE_CHAT("private_chat", "invite", true, false),
    TRUSTED_PRIVATE_CHAT("trusted_private_chat", "invite", true, true),
    PUBLIC_CHAT("public_chat", "public", false, false);

    private final String key;
    final String joinRule;
    final boolean guestsCanJoin;
    final boolean inviteesAreEqual;

    Preset(String key, String joinRule, boolean guestsCanJoin, boolean inviteesAreEqual) {
        this.key = key;
        this.joinRule = joinRule;
        this.guestsCanJoin = guestsCanJoin;
        this.inviteesAreEqual = inviteesAreEqual;
    }

    /// The preset asked for, or the one that goes with the visibility.
    static Preset of(@Nullable String wanted, boolean isPublic) {
        if (wanted == null) {
            return isPublic ? PUBLIC_CHAT : PRIVATE_CHAT;
        }
        for (Preset preset : values()) {
            if (preset.key.equals(wanted)) {
                return preset;
            }
        }
        throw MatrixException.invalidParam("'" + wanted + "' is not a valid preset");
    }

    /// In private rooms everyone may invite.
    int inviteLevel() {
        return this == PUBLIC_CHAT ? 50 : 0;
    }
}
