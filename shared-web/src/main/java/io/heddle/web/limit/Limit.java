package io.heddle.web.limit;

import java.util.Locale;

/// What is limited and by how much unless the settings say otherwise: so many a second in the long run, so many at once.
public enum Limit {
    MESSAGE(0.2, 10),
    REGISTRATION(0.17, 3),
    REGISTRATION_TOKEN_VALIDITY(0.1, 5),
    AUTHENTICATION_SESSION(0.5, 50),
    LOGIN_ADDRESS(0.003, 5),
    LOGIN_ACCOUNT(0.003, 5),
    LOGIN_FAILED_ATTEMPTS(0.17, 3),
    JOINS_LOCAL(0.1, 10),
    JOINS_REMOTE(0.01, 10),
    JOINS_PER_ROOM(1, 10),
    INVITES_PER_ROOM(0.3, 10),
    INVITES_PER_USER(0.003, 5),
    INVITES_PER_ISSUER(0.3, 10),
    THIRD_PARTY_INVITE(0.0025, 5),
    THREEPID_VALIDATION(0.003, 5),
    ROOM_CREATION(0.016, 10),
    MEDIA_CREATE(10, 50),
    PRESENCE_PER_USER(0.1, 1),
    REPORTS(1, 5),
    USER_DIRECTORY(0.016, 200),
    KEY_REQUESTS(20, 100),
    DELAYED_EVENT_MANAGEMENT(1, 5);

    private final double perSecond;
    private final int burstCount;

    Limit(double perSecond, int burstCount) {
        this.perSecond = perSecond;
        this.burstCount = burstCount;
    }

    /// The key in the settings: `login-address`.
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    double perSecond() {
        return perSecond;
    }

    int burstCount() {
        return burstCount;
    }
}
