package io.heddle.federation.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.FakeHomeserver;
import io.heddle.testing.FakeHomeserver.Reply;
import io.heddle.testing.TestAuthority;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("SS-CONN-02")
class HttpsTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create();

    private final FakeHomeserver server =
            FakeHomeserver.start(AUTHORITY.server("right.example", "127.0.0.1"), 0);
    private final List<Https> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Https::destroy);
        server.close();
    }

    @Test
    void theCertificateMustBeForTheNameAndTheNameIsSentAsSni() throws Exception {
        server.answer("/x", request -> new Reply(200, Map.of(), "{}".getBytes()));
        Https https = trusting();
        HttpsReply reply = https.send(request("right.example", server.port(), 100));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(server.asked("/x").getFirst().sni()).isEqualTo("right.example");
        assertThat(server.asked("/x").getFirst().host()).isEqualTo("host.example:1");
        assertThat(https.send(request("127.0.0.1", server.port(), 100)).status()).isEqualTo(200);
        assertThat(server.asked("/x").getLast().sni()).isEmpty();
        assertThatThrownBy(() -> https.send(request("wrong.example", server.port(), 100)))
                .isInstanceOfSatisfying(HttpsFailure.class, e -> assertThat(e.sent()).isFalse());
        assertThat(server.asked("/x")).hasSize(2);
    }

    @Test
    void anUnknownAuthorityIsNotTrustedUnlessSettingsSayThatNobodyLooks() throws Exception {
        server.answer("/x", request -> new Reply(200, Map.of(), "{}".getBytes()));
        HttpsRequest request = request("right.example", server.port(), 100);
        assertThatThrownBy(() -> https(Map.of()).send(request)).isInstanceOf(HttpsFailure.class);
        assertThat(https(Map.of("federation-verify-certificates", "false")).send(request).status())
                .isEqualTo(200);
        Https exceptions =
                https(Map.of("federation-certificate-verification-whitelist", "*.example"));
        assertThat(exceptions.send(request).status()).isEqualTo(200);
        assertThatThrownBy(() -> exceptions.send(request("127.0.0.1", server.port(), 100)))
                .isInstanceOf(HttpsFailure.class);
    }

    @Test
    void anAnswerThatIsTooLongIsGivenUp() throws Exception {
        server.answer("/x", request -> new Reply(200, Map.of(), new byte[101]));
        assertThatThrownBy(() -> trusting().send(request("right.example", server.port(), 100)))
                .isInstanceOfSatisfying(HttpsFailure.class, e -> assertThat(e.sent()).isTrue());
    }

    @Test
    void anAddressThatTakesNoConnectionGivesWayToTheNext() throws Exception {
        server.answer("/x", request -> new Reply(200, Map.of(), "{}".getBytes()));
        HttpsRequest good = request("right.example", server.port(), 100);
        HttpsRequest both =
                new HttpsRequest(
                        List.of(address("right.example", 1), good.addresses().getFirst()),
                        good.method(),
                        good.uri(),
                        good.headers(),
                        null,
                        good.timeout(),
                        100);
        assertThat(trusting().send(both).status()).isEqualTo(200);
    }

    private Https trusting() {
        return https(Map.of("federation-custom-ca-list", AUTHORITY.file().toString()));
    }

    private Https https(Map<String, String> settings) {
        Https https = Settings.https(settings);
        opened.add(https);
        return https;
    }

    private static HttpsRequest request(String certificateName, int port, int maxBytes)
            throws UnknownHostException {
        return new HttpsRequest(
                List.of(address(certificateName, port)),
                "GET",
                "/x",
                Map.of("Host", "host.example:1"),
                null,
                Duration.ofSeconds(20),
                maxBytes);
    }

    private static InetSocketAddress address(String name, int port) throws UnknownHostException {
        return new InetSocketAddress(
                InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1}), port);
    }
}
