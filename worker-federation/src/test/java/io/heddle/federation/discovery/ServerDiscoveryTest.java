package io.heddle.federation.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.federation.https.Settings;
import io.heddle.protocol.id.ServerName;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("SS-CONN-01")
class ServerDiscoveryTest {
    private final FakeDns dns = new FakeDns();
    private final Map<String, String> delegates = new HashMap<>();
    private final WellKnownSource wellKnown =
            host ->
                    delegates.containsKey(host)
                            ? new WellKnownSource.Answer(
                                    ServerName.parse(delegates.get(host)), Duration.ofHours(1))
                            : WellKnownSource.Answer.NONE;
    private final ServerDiscovery discovery =
            new ServerDiscovery(
                    dns,
                    new WellKnownLookup(wellKnown, Clock.systemUTC()),
                    Settings.rules(Map.of("ip-range-whitelist", "127.0.0.0/8")),
                    new SplittableRandom(1));

    @Test
    void anIpLiteralIsItsOwnAddressHostAndCertificateName() {
        assertRoute("1.2.3.4", "1.2.3.4", "1.2.3.4 1.2.3.4:8448");
        assertRoute("1.2.3.4:5", "1.2.3.4:5", "1.2.3.4 1.2.3.4:5");
        Route v6 = discovery.find(ServerName.parse("[2606:4700::1]:5"));
        assertThat(v6.host()).isEqualTo("[2606:4700::1]:5");
        assertThat(v6.addresses().getFirst().getHostString()).isEqualTo("2606:4700::1");
        assertThat(dns.asked).isEmpty();
    }

    @Test
    void aNameWithAPortIsNeitherDelegatedNorLookedUpAsAService() {
        delegates.put("a.example", "b.example:1");
        dns.address("a.example", "1.2.3.4", "1.2.3.5")
                .service("_matrix-fed._tcp.a.example", 1, 9, "c.example");
        assertRoute("a.example:7", "a.example:7", "a.example 1.2.3.4:7", "a.example 1.2.3.5:7");
    }

    @Test
    void aDelegateMayBeAnAddressANameWithAPortOrAName() {
        dns.address("b.example", "1.2.3.4");
        delegates.put("a.example", "9.9.9.9");
        assertRoute("a.example", "9.9.9.9", "9.9.9.9 9.9.9.9:8448");
        delegates.put("c.example", "b.example:443");
        assertRoute("c.example", "b.example:443", "b.example 1.2.3.4:443");
        delegates.put("d.example", "b.example");
        assertRoute("d.example", "b.example", "b.example 1.2.3.4:8448");
    }

    @Test
    void theServiceOfADelegateMustShowTheDelegatesCertificate() {
        delegates.put("a.example", "b.example");
        dns.service("_matrix-fed._tcp.b.example", 1, 9, "host.example")
                .service("_matrix._tcp.b.example", 1, 10, "old.example")
                .address("host.example", "1.2.3.4");
        assertRoute("a.example", "b.example", "b.example 1.2.3.4:9");
    }

    @Test
    void withoutADelegateServicesAreFollowedByPriorityTheDeprecatedOneLast() {
        dns.service("_matrix-fed._tcp.a.example", 20, 2, "second.example")
                .service("_matrix-fed._tcp.a.example", 10, 1, "first.example")
                .address("first.example", "1.1.1.1")
                .address("second.example", "1.1.1.2");
        assertRoute("a.example", "a.example", "a.example 1.1.1.1:1", "a.example 1.1.1.2:2");
        dns.service("_matrix._tcp.old.example", 10, 3, "first.example");
        assertRoute("old.example", "old.example", "old.example 1.1.1.1:3");
    }

    @Test
    void withNeitherThePortIs8448() {
        dns.address("a.example", "1.2.3.4");
        assertRoute("a.example", "a.example", "a.example 1.2.3.4:8448");
        assertThat(dns.asked)
                .containsExactly(
                        "_matrix-fed._tcp.a.example", "_matrix._tcp.a.example", "a.example");
    }

    @Test
    void addressesOfPrivateNetworksAreLeftOutWhateverPointsThere() {
        dns.address("a.example", "10.0.0.1", "1.2.3.4").address("b.example", "192.168.0.1");
        assertRoute("a.example:1", "a.example:1", "a.example 1.2.3.4:1");
        for (String closed : List.of("b.example:1", "10.0.0.1", "[::1]:8448")) {
            assertThatThrownBy(() -> discovery.find(ServerName.parse(closed)))
                    .isInstanceOf(Undiscovered.class);
        }
    }

    @Test
    void aNameWithoutAddressLeadsNowhere() {
        dns.service("_matrix-fed._tcp.none.example", 1, 1, "");
        for (String nowhere : List.of("a.example", "a.example:1", "none.example")) {
            assertThatThrownBy(() -> discovery.find(ServerName.parse(nowhere)))
                    .isInstanceOf(Undiscovered.class);
        }
    }

    private void assertRoute(String server, String host, String... addresses) {
        Route route = discovery.find(ServerName.parse(server));
        assertThat(route.host()).isEqualTo(host);
        assertThat(route.addresses().stream().map(ServerDiscoveryTest::text))
                .containsExactly(addresses);
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString()
                + " "
                + address.getAddress().getHostAddress()
                + ":"
                + address.getPort();
    }
}
