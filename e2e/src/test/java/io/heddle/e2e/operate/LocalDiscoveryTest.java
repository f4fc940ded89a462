package io.heddle.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LocalDiscoveryTest {
    private final HeddleServer server = OperatedServer.shared();

    @Test
    @Tag("CS-DISC-01")
    void aServerOfThisMachineIsWhereItIsAskedFor() {
        Answer answer = server.anonymous().get("/.well-known/matrix/client").ok();
        assertThat(answer.text("/m.homeserver/base_url")).isEqualTo(server.baseUrl() + "/");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @Test
    @Tag("CS-DISC-03")
    void redirectionsOfWellKnownFilesAreOpenToWebClients() {
        for (String file : new String[] {"client", "support"}) {
            Answer answer = server.anonymous().get("/.well-known/matrix/" + file + "/");
            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.header("Location")).isEqualTo("/.well-known/matrix/" + file);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        }
    }
}
