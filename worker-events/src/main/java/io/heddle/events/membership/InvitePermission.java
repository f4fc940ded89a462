package io.heddle.events.membership;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.accountdata.AccountDataStore;
import org.springframework.stereotype.Component;

/// Lets users refuse all invites by account data.
/// https://spec.matrix.org/v1.19/client-server-api/#invite-permission
@Component
public class InvitePermission {
    private static final String TYPE = "m.invite_permission_config";

    private final AccountDataStore accountData;

    InvitePermission(AccountDataStore accountData) {
        this.accountData = accountData;
    }

    /// Fails with 403 M_INVITE_BLOCKED when the invitee takes no invites.
    public void check(UserId invitee) {
        boolean blocked =
                accountData
                        .find(invitee, null, TYPE)
                        .map(content -> "block".equals(Json.string(content, "default_action")))
                        .orElse(false);
        if (blocked) {
            throw new MatrixException(403, "M_INVITE_BLOCKED", "This user takes no invites");
        }
    }
}
