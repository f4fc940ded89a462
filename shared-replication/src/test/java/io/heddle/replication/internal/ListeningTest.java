package io.heddle.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.replication.config.ReplicationSecrets;
import io.heddle.replication.config.ReplicationSettings;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ListeningTest {
    private static ReplicationSettings settings(String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("homeserver.server-name", "test.local");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put("homeserver." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("homeserver", ReplicationSettings.class);
    }

    private static Listening checked(ReplicationSettings settings) {
        return Listening.of(settings)
                .check(settings, ReplicationSecrets.of(settings, () -> Instant.EPOCH));
    }

    @Test
    void it_is_loopback_and_9093_unless_said_otherwise() {
        assertThat(checked(settings())).isEqualTo(new Listening(List.of("127.0.0.1"), 9093));
    }

    @Test
    void the_listener_with_the_resource_replication_is_meant_that_of_a_worker_first() {
        ReplicationSettings settings =
                settings(
                        "listeners[0].port", "8008",
                        "listeners[0].resources[0].names[0]", "client",
                        "listeners[1].port", "9093",
                        "listeners[1].resources[0].names[0]", "replication",
                        "worker-listeners[0].port", "9100",
                        "worker-listeners[0].bind-addresses[0]", "::1",
                        "worker-listeners[0].bind-addresses[1]", "127.0.0.1",
                        "worker-listeners[0].resources[0].names[0]", "replication");
        assertThat(checked(settings)).isEqualTo(new Listening(List.of("::1", "127.0.0.1"), 9100));
    }

    @Test
    void elsewhere_than_on_loopback_it_needs_a_secret_certificates_or_an_express_wish() {
        assertThatThrownBy(() -> checked(settings("replication.bind-address", "0.0.0.0")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("worker_replication_secret_path");
        assertThatThrownBy(() -> checked(settings("replication.bind-address", "::")))
                .isInstanceOf(IllegalStateException.class);
        checked(
                settings(
                        "replication.bind-address", "0.0.0.0",
                        "worker-replication-secret", "secret"));
        checked(settings("replication.bind-address", "0.0.0.0", "replication.insecure", "true"));
        checked(
                settings(
                        "replication.bind-address", "0.0.0.0",
                        "replication.tls-certificate-path", "/c",
                        "replication.tls-private-key-path", "/k",
                        "replication.tls-ca-path", "/a"));
    }

    @Test
    void each_service_calls_only_what_it_needs() {
        AccessTable table = AccessTable.standard();
        assertThat(table.allows("worker-client", AccessTable.ROOM_WRITER)).isTrue();
        assertThat(table.allows("worker-media", AccessTable.ROOM_WRITER)).isFalse();
        assertThat(table.allows("worker-sync", AccessTable.ROOM_WRITER)).isFalse();
        assertThat(table.allows("unknown", AccessTable.PRESENCE)).isFalse();
        assertThat(table.allows(AccessTable.MAIN, AccessTable.PRESENCE)).isTrue();
    }
}
