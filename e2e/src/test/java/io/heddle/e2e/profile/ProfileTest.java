package io.heddle.e2e.profile;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ProfileTest {
    private static final String V3 = "/_matrix/client/v3";
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final TestClient bob = server.user("bob");
    private final String profile = V3 + "/profile/" + enc(alice.userId());

    @Test
    @Tag("CS-PROF-01")
    void a_new_name_and_avatar_reach_the_member_events_of_all_rooms() {
        String one = alice.createRoom("{\"preset\":\"public_chat\"}");
        String two = alice.createRoom("{}");

        alice.put(profile + "/displayname", "{\"displayname\":\"Alice A.\"}").ok();
        alice.put(profile + "/avatar_url", "{\"avatar_url\":\"mxc://test.local/abc\"}").ok();

        for (String room : new String[] {one, two}) {
            var member =
                    alice.get(
                                    V3
                                            + "/rooms/"
                                            + enc(room)
                                            + "/state/m.room.member/"
                                            + enc(alice.userId()))
                            .ok();
            assertThat(member.text("displayname")).isEqualTo("Alice A.");
            assertThat(member.text("avatar_url")).isEqualTo("mxc://test.local/abc");
            assertThat(member.text("membership")).isEqualTo("join");
        }
        assertThat(bob.get(profile).ok().text("displayname")).isEqualTo("Alice A.");
    }

    @Test
    @Tag("CS-PROF-02")
    void any_field_can_be_kept_within_limits() {
        alice.put(profile + "/m.tz", "{\"m.tz\":\"Europe/London\"}").ok();
        alice.put(profile + "/org.example.x", "{\"org.example.x\":{\"deep\":[1,2]}}").ok();
        assertThat(server.anonymous().get(profile + "/m.tz").ok().text("m.tz"))
                .isEqualTo("Europe/London");
        assertThat(bob.get(profile).ok().at("/org.example.x/deep/1").asInt()).isEqualTo(2);

        assertThat(
                        alice.put(
                                        profile + "/" + "k".repeat(256),
                                        "{\"" + "k".repeat(256) + "\":1}")
                                .errcode())
                .isEqualTo("M_KEY_TOO_LARGE");
        assertThat(
                        alice.put(
                                        profile + "/org.big",
                                        "{\"org.big\":\"" + "x".repeat(66_000) + "\"}")
                                .errcode())
                .isEqualTo("M_PROFILE_TOO_LARGE");
        assertThat(alice.put(profile + "/m.tz", "{}").errcode()).isEqualTo("M_MISSING_PARAM");

        alice.delete(profile + "/m.tz").ok();
        assertThat(alice.get(profile + "/m.tz").errcode()).isEqualTo("M_NOT_FOUND");
    }

    @Test
    @Tag("CS-PROF-03")
    void others_profiles_can_be_read_but_not_written_and_unknown_users_have_none() {
        assertThat(bob.get(profile).status()).isEqualTo(200);
        assertThat(bob.put(profile + "/displayname", "{\"displayname\":\"evil\"}").status())
                .isEqualTo(403);
        assertThat(bob.get(V3 + "/profile/" + enc("@nobody-here:" + HeddleServer.NAME)).errcode())
                .isEqualTo("M_NOT_FOUND");
    }

    @Test
    @Tag("CS-PROF-06")
    void a_status_and_a_call_have_their_forms() {
        alice.put(
                        profile + "/m.status",
                        "{\"m.status\":{\"text\":\"At the dentist\",\"emoji\":\"\uD83C\uDFC3\"}}")
                .ok();
        alice.put(profile + "/m.call", "{\"m.call\":{\"call_joined_ts\":1770140640}}").ok();
        assertThat(bob.get(profile + "/m.status").ok().at("/m.status/text").asString())
                .isEqualTo("At the dentist");
        assertThat(bob.get(profile).ok().at("/m.call/call_joined_ts").asLong())
                .isEqualTo(1770140640);

        for (String status :
                new String[] {
                    "{\"text\":\"no emoji\"}", "\"text\"", "{\"text\":1,\"emoji\":\"x\"}"
                }) {
            assertThat(alice.put(profile + "/m.status", "{\"m.status\":" + status + "}").errcode())
                    .isEqualTo("M_BAD_JSON");
        }
        String longText = "{\"text\":\"" + "\u00e4".repeat(129) + "\",\"emoji\":\"x\"}";
        String field = "org.matrix.msc4426.status";
        var refused = alice.put(profile + "/" + field, "{\"" + field + "\":" + longText + "}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errcode()).isEqualTo("M_TOO_LARGE");

        alice.delete(profile + "/m.call").ok();
        assertThat(bob.get(profile + "/m.call").errcode()).isEqualTo("M_NOT_FOUND");
    }
}
