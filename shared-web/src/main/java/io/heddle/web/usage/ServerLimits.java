package io.heddle.web.usage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.config.UsageSettings;
import io.heddle.storage.usage.MonthlyActiveUsers;
import io.heddle.web.auth.Requester;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Keeps users out, with 403 M_RESOURCE_LIMIT_EXCEEDED, while the server is closed (`hs_disabled`) or has as many monthly
/// users as it may have (`limit_usage_by_mau`). Application services that act for their users are let through.
/// https://spec.matrix.org/v1.19/client-server-api/#common-error-codes
@Component
public class ServerLimits {
    private static final int REMEMBERED = 20_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final MonthlyActiveUsers users;
    private final UsageSettings settings;
    private final String contact;
    private final Cache<UserId, Boolean> spared =
            Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(LONGEST).build();

    ServerLimits(MonthlyActiveUsers users, UsageSettings settings, HomeserverSettings homeserver) {
        this.users = users;
        this.settings = settings;
        this.contact = ServerContact.of(homeserver);
    }

    /// Before a sync or a write.
    public void check(Requester requester) {
        if (requester.appService() == null) {
            check(requester.userId());
        }
    }

    /// Before a login.
    public void check(UserId user) {
        refuseIfDisabled();
        if (settings.limitUsageByMau() && !counts(user) && users.isFull()) {
            throw full();
        }
    }

    /// Whether the user is one of those that count, now at the latest, or need not be.
    private boolean counts(UserId user) {
        if (users.isIn(user) || spared.getIfPresent(user) != null || users.admit(user)) {
            return true;
        }
        boolean isSpared = users.isSpared(user);
        if (isSpared) {
            spared.put(user, true);
        }
        return isSpared;
    }

    /// Before a registration.
    public void checkRegistration() {
        refuseIfDisabled();
        if (settings.limitUsageByMau() && users.isFull()) {
            throw full();
        }
    }

    private void refuseIfDisabled() {
        if (settings.hsDisabled()) {
            throw refusal(settings.hsDisabledMessage(), "hs_disabled");
        }
    }

    private MatrixException full() {
        return refusal("Monthly Active User Limit Exceeded", "monthly_active_user");
    }

    private MatrixException refusal(String message, String type) {
        return new MatrixException(403, "M_RESOURCE_LIMIT_EXCEEDED", message)
                .with("admin_contact", contact)
                .with("limit_type", type);
    }
}
