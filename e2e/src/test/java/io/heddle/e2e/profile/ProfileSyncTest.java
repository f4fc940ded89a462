package io.heddle.e2e.profile;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ProfileSyncTest {
    private static final String SYNC =
            "/_matrix/client/v3/sync?filter="
                    + enc(
                            "{\"presence\":{\"types\":[]},\"profile_fields\":{\"ids\":[\"m.status\",\"displayname\"]}}");

    private final HeddleServer server = HeddleServer.experimental();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");
    private final String profile = "/_matrix/client/v3/profile/" + enc(alice.userId());

    private void status(String text) {
        alice.put(
                        profile + "/m.status",
                        "{\"m.status\":{\"text\":\"" + text + "\",\"emoji\":\"x\"}}")
                .ok();
    }

    private JsonNode news(Answer sync) {
        return sync.at("/users").path(alice.userId()).path("profile_updates");
    }

    @Test
    @Tag("CS-PROF-06")
    void syncsTellOfTheFieldsAskedForAtFirstAndWhenTheyChange() throws Exception {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        status("here");
        Answer first = bob.get(SYNC).ok();
        assertThat(news(first).at("/m.status/text").asString()).isEqualTo("here");
        assertThat(news(first).path("displayname").asString()).isNotEmpty();
        assertThat(first.at("/users").has(bob.userId())).isTrue();

        String since = first.text("next_batch");
        CompletableFuture<Answer> waiting =
                bob.callAsync("GET", SYNC + "&timeout=30000&since=" + since, null);
        alice.put(profile + "/m.tz", "{\"m.tz\":\"Europe/London\"}").ok();
        status("away");
        Answer second = waiting.get(30, TimeUnit.SECONDS).ok();
        assertThat(news(second).propertyNames()).containsExactly("m.status");
        assertThat(news(second).at("/m.status/text").asString()).isEqualTo("away");

        alice.delete(profile + "/m.status").ok();
        Answer third = bob.get(SYNC + "&since=" + second.text("next_batch")).ok();
        assertThat(news(third).path("m.status").isNull()).isTrue();
        assertThat(bob.get(SYNC + "&since=" + third.text("next_batch")).ok().json().has("users"))
                .isFalse();
    }

    @Test
    @Tag("CS-PROF-06")
    void strangersAndThoseWhoDoNotAskHearNothing() {
        String since = bob.get(SYNC).ok().text("next_batch");
        status("alone");
        assertThat(bob.get(SYNC + "&since=" + since).ok().json().has("users")).isFalse();
        assertThat(alice.get(SYNC + "&since=" + since).ok().at("/users").has(alice.userId()))
                .isTrue();
        assertThat(alice.sync(null, 0).ok().json().has("users")).isFalse();
        String unstable = enc("{\"org.matrix.msc4429.profile_fields\":{\"ids\":[\"m.status\"]}}");
        assertThat(
                        alice.get("/_matrix/client/v3/sync?filter=" + unstable)
                                .ok()
                                .at("/org.matrix.msc4429.users")
                                .path(alice.userId())
                                .at("/profile_updates/m.status/text")
                                .asString())
                .isEqualTo("alone");
    }

    @Test
    @Tag("CS-PROF-06")
    void whatCameLongAgoIsReadFromStorage() {
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        String since = alice.get(SYNC).ok().text("next_batch");
        status("before bob ever synced");
        Answer late = bob.get(SYNC + "&since=" + since).ok();
        assertThat(news(late).at("/m.status/text").asString()).isEqualTo("before bob ever synced");
    }
}
