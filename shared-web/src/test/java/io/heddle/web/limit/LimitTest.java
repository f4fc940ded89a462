package io.heddle.web.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.replication.config.RateLimitSettings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

@Tag("CS-API-06")
class LimitTest {
    /// As https://element-hq.github.io/synapse/latest/usage/configuration/config_documentation.html#ratelimiting has them.
    @ParameterizedTest
    @CsvSource({
        "MESSAGE, rc_message, 0.2, 10",
        "ADMIN_REDACTION, rc_admin_redaction, 0.2, 10",
        "REGISTRATION, rc_registration, 0.17, 3",
        "REGISTRATION_TOKEN_VALIDITY, rc_registration_token_validity, 0.1, 5",
        "LOGIN_ADDRESS, rc_login.address, 0.003, 5",
        "LOGIN_ACCOUNT, rc_login.account, 0.003, 5",
        "LOGIN_FAILED_ATTEMPTS, rc_login.failed_attempts, 0.17, 3",
        "JOINS_LOCAL, rc_joins.local, 0.1, 10",
        "JOINS_REMOTE, rc_joins.remote, 0.01, 10",
        "JOINS_PER_ROOM, rc_joins_per_room, 1, 10",
        "THREEPID_VALIDATION, rc_3pid_validation, 0.003, 5",
        "INVITES_PER_ROOM, rc_invites.per_room, 0.3, 10",
        "INVITES_PER_USER, rc_invites.per_user, 0.003, 5",
        "INVITES_PER_ISSUER, rc_invites.per_issuer, 0.3, 10",
        "THIRD_PARTY_INVITE, rc_third_party_invite, 0.2, 10",
        "MEDIA_CREATE, rc_media_create, 10, 50",
        "PRESENCE_PER_USER, rc_presence.per_user, 0.1, 1",
        "DELAYED_EVENT_MANAGEMENT, rc_delayed_event_mgmt, 1, 5",
        "REPORTS, rc_reports, 1, 5",
        "ROOM_CREATION, rc_room_creation, 0.016, 10",
        "USER_DIRECTORY, rc_user_directory, 0.016, 200",
        "KEY_REQUESTS, rc_key_requests, 20, 100"
    })
    void eachLimitHasItsDefaultAndItsKey(Limit limit, String key, double perSecond, double burst) {
        RateLimitSettings untouched = settings(Map.of());
        assertThat(limit.perSecond(untouched)).isEqualTo(perSecond);
        assertThat(limit.burstCount(untouched)).isEqualTo(burst);
        assertThat(limit.isSet(untouched)).isFalse();
        RateLimitSettings set =
                settings(Map.of(key + ".per_second", "7.5", key + ".burst_count", "77"));
        assertThat(limit.perSecond(set)).isEqualTo(7.5);
        assertThat(limit.burstCount(set)).isEqualTo(77);
        RateLimitSettings half = settings(Map.of(key + ".burst_count", "77.0"));
        assertThat(limit.perSecond(half)).isEqualTo(perSecond);
        assertThat(limit.burstCount(half)).isEqualTo(77);
        assertThat(limit.isSet(half)).isTrue();
    }

    private static RateLimitSettings settings(Map<String, String> keys) {
        Map<String, String> properties = new HashMap<>();
        keys.forEach((key, value) -> properties.put("homeserver." + key, value));
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("homeserver", RateLimitSettings.class);
    }
}
