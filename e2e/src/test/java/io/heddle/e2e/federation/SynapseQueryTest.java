package io.heddle.e2e.federation;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestAuthority;
import io.heddle.testing.TestClient;
import io.heddle.testing.TlsFront;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Queries to and from a real Synapse. Runs where `-Dsynapse.python=PATH` names the Python of an environment that has
/// `matrix-synapse`, such as that of the benchmarks.
@EnabledIfSystemProperty(named = "synapse.python", matches = ".+")
class SynapseQueryTest {
    private static final String V3 = "/_matrix/client/v3";

    @Test
    @Tag("SS-CONN-03")
    @Tag("SS-CONN-05")
    @Tag("SS-ROOM-13")
    @Tag("SS-ROOM-14")
    @Tag("SS-ROOM-15")
    @Tag("CS-PROF-04")
    void profilesAliasesDirectoriesAndKeysAreToldBothWays() throws IOException {
        TestAuthority authority = TestAuthority.create();
        Path python = Path.of(System.getProperty("synapse.python"));
        try (TlsFront front = TlsFront.open(authority.server("localhost"));
                SynapseProcess synapse = SynapseProcess.start(python, authority)) {
            HeddleServer heddle = heddle(front, authority, synapse.name());
            front.passTo(URI.create(heddle.baseUrl()).getPort());
            TestClient alice = heddle.user("alice");
            TestClient bob = synapse.register("bob");
            tells(alice, bob);
            tells(bob, alice);
            heddle.close();
        }
    }

    private static HeddleServer heddle(TlsFront front, TestAuthority authority, String other) {
        String name = TwoServers.name(front);
        return HeddleServer.start(
                Map.of(
                        "homeserver.server-name", name,
                        "homeserver.federation-domain-whitelist[0]", name,
                        "homeserver.federation-domain-whitelist[1]", other,
                        "homeserver.federation-ip-range-blacklist", "",
                        "homeserver.federation-custom-ca-list[0]", authority.file().toString()));
    }

    private static void tells(TestClient who, TestClient to) {
        String server = who.userId().substring(who.userId().indexOf(':') + 1);
        who.put(
                        V3 + "/profile/" + enc(who.userId()) + "/displayname",
                        "{\"displayname\":\"Somebody else\"}")
                .ok();
        assertThat(to.get(V3 + "/profile/" + enc(who.userId())).ok().text("displayname"))
                .isEqualTo("Somebody else");
        assertThat(to.get(V3 + "/profile/" + enc("@none:" + server)).status()).isEqualTo(404);
        String room =
                who.createRoom(
                        """
                        {"preset":"public_chat","visibility":"public","room_alias_name":"place"}\
                        """);
        assertThat(to.get(V3 + "/directory/room/" + enc("#place:" + server)).ok().text("room_id"))
                .isEqualTo(room);
        assertThat(to.get(V3 + "/directory/room/" + enc("#none:" + server)).status())
                .isEqualTo(404);
        awaitPublished(to, server, room);
        String query = "{\"device_keys\":{\"%s\":[]}}".formatted(who.userId());
        assertThat(to.post(V3 + "/keys/query", query).ok().at("failures").isEmpty()).isTrue();
    }

    /// Synapse's directory learns of a room some time after it was made.
    private static void awaitPublished(TestClient to, String server, String room) {
        String at = V3 + "/publicRooms?server=" + enc(server);
        for (int i = 0; !published(to, at).contains(room); i++) {
            assertThat(i).as("attempts").isLessThan(50);
            CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS))
                    .join();
        }
    }

    private static List<String> published(TestClient to, String at) {
        return to.get(at).ok().json().findValuesAsString("room_id");
    }
}
