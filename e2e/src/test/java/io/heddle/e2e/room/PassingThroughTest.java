package io.heddle.e2e.room;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What servers hand on without a part in it: policy lists, image packs, transports of calls.
class PassingThroughTest {
    private static final String V3 = "/_matrix/client/v3";
    private static final String TRANSPORTS =
            "/_matrix/client/unstable/org.matrix.msc4143/rtc/transports";

    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");

    @Test
    @Tag("CS-MISC-10")
    void a_policy_room_has_its_type_and_its_rules_reach_everybody() {
        String room =
                alice.createRoom(
                        "{\"preset\":\"public_chat\",\"visibility\":\"public\",\"creation_content\":{\"type\":\"m.policy\"}}");
        assertThat(alice.get(V3 + "/rooms/" + enc(room) + "/state/m.room.create/").text("type"))
                .isEqualTo("m.policy");
        JsonNode listed =
                bob.post(V3 + "/publicRooms", "{\"filter\":{\"room_types\":[\"m.policy\"]}}")
                        .ok()
                        .at("chunk");
        assertThat(listed.valueStream())
                .anySatisfy(entry -> {
                    assertThat(entry.path("room_id").asString()).isEqualTo(room);
                    assertThat(entry.path("room_type").asString()).isEqualTo("m.policy");
                });
        bob.join(room).ok();
        String since = bob.sync(null, 0).ok().text("next_batch");
        for (String kind : List.of("user", "room", "server")) {
            ObjectNode rule = Json.object();
            rule.put("entity", "*bad*").put("recommendation", "m.ban").put("reason", "spam");
            rule.put("org.example.more", 1);
            alice.sendState(room, "m.policy.rule." + kind, "rule-" + kind, rule);
            assertThat(
                            bob.get(
                                            V3
                                                    + "/rooms/"
                                                    + enc(room)
                                                    + "/state/m.policy.rule."
                                                    + kind
                                                    + "/rule-"
                                                    + kind)
                                    .ok()
                                    .json())
                    .isEqualTo(rule);
        }
        assertThat(bob.sync(since, 0).ok().body())
                .contains("m.policy.rule.user", "m.policy.rule.room", "m.policy.rule.server");
        assertThat(
                        bob.put(V3 + "/rooms/" + enc(room) + "/state/m.policy.rule.user/x", "{}")
                                .errcode())
                .isEqualTo("M_FORBIDDEN");
    }

    @Test
    @Tag("CS-MISC-11")
    void image_packs_of_local_users_have_proper_shortcodes() {
        String room = alice.createRoom("{}");
        String path = V3 + "/rooms/" + enc(room) + "/state/m.room.image_pack/pack";
        String image = "{\"images\":{\"%s\":{\"url\":\"mxc://test.local/x\"}}}";
        alice.put(path, image.formatted("party_cat-2")).ok();
        alice.put(path, "{}").ok();
        for (String wrong : List.of("", "with space", "a:b", "a/b", "é", "x".repeat(101))) {
            assertThat(alice.put(path, image.formatted(wrong)).errcode())
                    .as(wrong)
                    .isEqualTo("M_BAD_JSON");
        }
    }

    @Test
    @Tag("CS-MISC-13")
    void transports_of_calls_are_told_as_the_settings_have_them() {
        assertThat(alice.get(TRANSPORTS).errcode()).isEqualTo("M_UNRECOGNIZED");
        HeddleServer listing =
                HeddleServer.start(
                        Map.of(
                                "homeserver.experimental-features.msc4143-enabled",
                                "true",
                                "homeserver.matrix-rtc.transports[0].type",
                                "livekit",
                                "homeserver.matrix-rtc.transports[0].livekit-service-url",
                                "https://livekit.example"));
        try {
            JsonNode told = listing.user("carol").get(TRANSPORTS).ok().at("rtc_transports");
            assertThat(told.path(0).path("type").asString()).isEqualTo("livekit");
            assertThat(told.path(0).path("livekit_service_url").asString())
                    .isEqualTo("https://livekit.example");
            assertThat(listing.anonymous().get(TRANSPORTS).errcode()).isEqualTo("M_MISSING_TOKEN");
            assertThat(
                            listing.anonymous()
                                    .get("/_matrix/client/versions")
                                    .at("/unstable_features/org.matrix.msc4143")
                                    .asBoolean())
                    .isTrue();
        } finally {
            listing.close();
        }
        assertThat(HeddleServer.experimental().user("dave").get(TRANSPORTS).ok().json().toString())
                .isEqualTo("{\"rtc_transports\":[]}");
    }
}
