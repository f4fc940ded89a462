package io.heddle.web.limit;

import io.heddle.replication.config.RateLimitSettings;
import io.heddle.replication.config.RateLimitSettings.Bucket;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is limited and by how much unless the settings say otherwise: so many a second in the long run, so many at once.
public enum Limit {
    MESSAGE(0.2, 10, RateLimitSettings::rcMessage),
    /// Only where it is set.
    ADMIN_REDACTION(0.2, 10, RateLimitSettings::rcAdminRedaction),
    REGISTRATION(0.17, 3, RateLimitSettings::rcRegistration),
    REGISTRATION_TOKEN_VALIDITY(0.1, 5, RateLimitSettings::rcRegistrationTokenValidity),
    AUTHENTICATION_SESSION(0.5, 50, settings -> null),
    LOGIN_ADDRESS(0.003, 5, settings -> settings.rcLogin().address()),
    LOGIN_ACCOUNT(0.003, 5, settings -> settings.rcLogin().account()),
    LOGIN_FAILED_ATTEMPTS(0.17, 3, settings -> settings.rcLogin().failedAttempts()),
    JOINS_LOCAL(0.1, 10, settings -> settings.rcJoins().local()),
    JOINS_REMOTE(0.01, 10, settings -> settings.rcJoins().remote()),
    JOINS_PER_ROOM(1, 10, RateLimitSettings::rcJoinsPerRoom),
    INVITES_PER_ROOM(0.3, 10, settings -> settings.rcInvites().perRoom()),
    INVITES_PER_USER(0.003, 5, settings -> settings.rcInvites().perUser()),
    INVITES_PER_ISSUER(0.3, 10, settings -> settings.rcInvites().perIssuer()),
    THIRD_PARTY_INVITE(0.2, 10, RateLimitSettings::rcThirdPartyInvite),
    THREEPID_VALIDATION(0.003, 5, RateLimitSettings::rc3pidValidation),
    ROOM_CREATION(0.016, 10, RateLimitSettings::rcRoomCreation),
    MEDIA_CREATE(10, 50, RateLimitSettings::rcMediaCreate),
    PRESENCE_PER_USER(0.1, 1, settings -> settings.rcPresence().perUser()),
    REPORTS(1, 5, RateLimitSettings::rcReports),
    USER_DIRECTORY(0.016, 200, RateLimitSettings::rcUserDirectory),
    KEY_REQUESTS(20, 100, RateLimitSettings::rcKeyRequests),
    DELAYED_EVENT_MANAGEMENT(1, 5, RateLimitSettings::rcDelayedEventMgmt);

    private final double perSecond;
    private final double burstCount;
    private final Function<RateLimitSettings, @Nullable Bucket> setting;

    Limit(
            double perSecond,
            double burstCount,
            Function<RateLimitSettings, @Nullable Bucket> setting) {
        this.perSecond = perSecond;
        this.burstCount = burstCount;
        this.setting = setting;
    }

    boolean isSet(RateLimitSettings settings) {
        return setting.apply(settings) != null;
    }

    double perSecond(RateLimitSettings settings) {
        Bucket bucket = setting.apply(settings);
        return bucket == null || bucket.perSecond() == null ? perSecond : bucket.perSecond();
    }

    double burstCount(RateLimitSettings settings) {
        Bucket bucket = setting.apply(settings);
        return bucket == null || bucket.burstCount() == null ? burstCount : bucket.burstCount();
    }
}
