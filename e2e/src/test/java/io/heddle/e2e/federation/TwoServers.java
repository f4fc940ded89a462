package io.heddle.e2e.federation;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.FakeHomeserver;
import io.heddle.testing.TestAuthority;
import io.heddle.testing.TlsFront;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Two homeservers, and a fake one, that reach each other over TLS on loopback, `localhost:PORT` each; one pair for all tests of a JVM.
final class TwoServers {
    private static final long KEYS_VALID_UNTIL =
            Instant.parse("2120-01-01T00:00:00Z").toEpochMilli();
    private static @Nullable TwoServers shared;

    final TestAuthority authority = TestAuthority.create();
    final TlsFront oneFront = TlsFront.open(authority.server("localhost", "127.0.0.1"));
    final TlsFront otherFront = TlsFront.open(authority.server("localhost", "127.0.0.1"));

    final FakeHomeserver fake =
            FakeHomeserver.start(authority.server("localhost"), KEYS_VALID_UNTIL);

    /// A name that nobody answers to, of those that the servers may talk to.
    final String dead = "localhost:1";

    final HeddleServer one;
    final HeddleServer other;

    private TwoServers() {
        one = start(oneFront);
        other = start(otherFront);
    }

    static synchronized TwoServers shared() {
        TwoServers running = shared;
        if (running == null) {
            running = new TwoServers();
            shared = running;
        }
        return running;
    }

    String oneName() {
        return name(oneFront);
    }

    String otherName() {
        return name(otherFront);
    }

    static String name(TlsFront front) {
        return "localhost:" + front.port();
    }

    private HeddleServer start(TlsFront front) {
        HeddleServer server = HeddleServer.start(settings(front));
        front.passTo(URI.create(server.baseUrl()).getPort());
        return server;
    }

    private Map<String, Object> settings(TlsFront front) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("homeserver.server-name", name(front));
        settings.put("homeserver.federation-domain-whitelist[0]", oneName());
        settings.put("homeserver.federation-domain-whitelist[1]", otherName());
        settings.put("homeserver.federation-domain-whitelist[2]", dead);
        settings.put("homeserver.federation-domain-whitelist[3]", fake.name().value());
        settings.put("homeserver.well-known.server", name(front));
        settings.put("homeserver.federation-ip-range-blacklist", "");
        settings.put("homeserver.federation-custom-ca-list[0]", authority.file().toString());
        return settings;
    }
}
