package io.heddle.federation.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.9.8.7",
                "172.31.255.255",
                "169.254.169.254",
                "0.0.0.0",
                "::",
                "::1",
                "fe80::1",
                "fd00::1",
                "::127.0.0.1",
                "2002:7f00:1::",
                "64:ff9b::a00:1"
            })
    void privateAddressesAreClosedByDefault(String address) {
        assertThat(Settings.rules(Map.of()).allow(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"})
    void publicAddressesAreOpen(String address) {
        assertThat(Settings.rules(Map.of()).allow(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void theFederationHasABlacklistOfItsOwnAndTheWhitelistExceptions() {
        AddressRules rules =
                Settings.rules(
                        Map.of(
                                "federation-ip-range-blacklist", "8.8.0.0/16,1.1.1.1",
                                "ip-range-whitelist", "8.8.8.8/32"));
        assertThat(rules.allow(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
        assertThat(rules.allow(InetAddress.ofLiteral("8.8.4.4"))).isFalse();
        assertThat(rules.allow(InetAddress.ofLiteral("8.8.8.8"))).isTrue();
        assertThat(rules.allow(InetAddress.ofLiteral("1.1.1.1"))).isFalse();
        assertThat(rules.allow(InetAddress.ofLiteral("0.0.0.0"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/x", "host.example/8", "10.0.0/"})
    void whatIsNoRangeEndsTheStart(String range) {
        assertThatThrownBy(() -> Settings.rules(Map.of("ip-range-blacklist", range)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(range);
    }
}
