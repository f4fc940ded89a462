package io.heddle.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.replication.config.ReplicationSettings;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ForwardingTest {
    private static final String PUBLIC = "198.51.100.9";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                "1.2.3.4, 203.0.113.7 | 203.0.113.7",
                "203.0.113.7, 10.0.0.1, 127.0.0.1 | 203.0.113.7",
                "10.0.0.5, 192.168.0.1 | 10.0.0.5",
                "203.0.113.7:4711 | 203.0.113.7",
                "[2001:db8::7]:4711 | 2001:db8:0:0:0:0:0:7",
                "2001:db8::7 | 2001:db8:0:0:0:0:0:7",
                "localhost | 127.0.0.1",
                "unknown, 10.0.0.1 | 10.0.0.1",
            })
    void aProxyOnThisMachineIsBelieved(String forwarded, String client) {
        assertThat(address(null, "127.0.0.1", forwarded)).isEqualTo(client);
    }

    @Test
    void aStrangerIsBelievedOnlyWhereTheSettingsSaySo() {
        assertThat(address(null, PUBLIC, "203.0.113.7")).isEqualTo(PUBLIC);
        assertThat(address(true, PUBLIC, "203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(address(false, "127.0.0.1", "203.0.113.7")).isEqualTo("127.0.0.1");
    }

    private static String address(@Nullable Boolean xForwarded, String peer, String forwarded) {
        ServerHttpRequest request =
                MockServerHttpRequest.get("/")
                        .remoteAddress(new InetSocketAddress(peer, 1234))
                        .header("X-Forwarded-For", forwarded)
                        .build();
        InetSocketAddress seen =
                Objects.requireNonNull(
                        new Forwarding(settings(xForwarded)).resolve(request).getRemoteAddress());
        return seen.getAddress().getHostAddress();
    }

    private static ReplicationSettings settings(@Nullable Boolean xForwarded) {
        Map<String, Object> keys =
                xForwarded == null
                        ? Map.of()
                        : Map.of(
                                "homeserver.listeners[0].port",
                                8008,
                                "homeserver.listeners[0].x-forwarded",
                                xForwarded);
        return new Binder(new MapConfigurationPropertySource(keys))
                .bindOrCreate("homeserver", ReplicationSettings.class);
    }
}
