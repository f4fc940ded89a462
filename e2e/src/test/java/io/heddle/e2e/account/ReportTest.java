package io.heddle.e2e.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final String V3 = "/_matrix/client/v3";

    private final HeddleServer server = HeddleServer.shared();

    @Test
    @Tag("CS-MISC-09")
    void eventsAreReportedByMembersAndRoomsAndUsersByAnyone() {
        TestClient alice = server.user("alice");
        TestClient bob = server.user("bob");
        String room = alice.createRoom("{\"preset\":\"public_chat\"}");
        String event = alice.sendText(room, "something bad");
        String path = V3 + "/rooms/" + TestClient.enc(room) + "/report";

        alice.post(path + "/" + TestClient.enc(event), "{\"reason\":\"bad\",\"score\":-100}").ok();
        alice.post(path + "/" + TestClient.enc(event), "{}").ok();
        assertThat(alice.post(path + "/" + TestClient.enc(event), "{\"reason\":5}").errcode())
                .isEqualTo("M_BAD_JSON");
        assertThat(bob.post(path + "/" + TestClient.enc(event), "{\"reason\":\"bad\"}").errcode())
                .isEqualTo("M_NOT_FOUND");
        assertThat(alice.post(path + "/$none", "{\"reason\":\"bad\"}").errcode())
                .isEqualTo("M_NOT_FOUND");

        bob.post(path, "{\"reason\":\"bad room\"}").ok();
        assertThat(bob.post(path, "{}").errcode()).isEqualTo("M_MISSING_PARAM");
        assertThat(bob.post(V3 + "/rooms/!none:test.local/report", "{\"reason\":\"\"}").status())
                .isEqualTo(404);

        bob.post(
                        V3 + "/users/" + TestClient.enc(alice.userId()) + "/report",
                        "{\"reason\":\"bad user\"}")
                .ok();
        Answer unknown = bob.post(V3 + "/users/@nobody:test.local/report", "{\"reason\":\"\"}");
        assertThat(unknown.status()).isEqualTo(404);
    }

    @Test
    @Tag("CS-ACCT-06")
    void aSuspendedUserReadsAndLeavesButNeitherSendsNorJoins() {
        TestClient admin = server.admin("admin");
        TestClient carol = server.user("carol");
        TestClient dave = server.user("dave");
        String room = carol.createRoom("{\"preset\":\"public_chat\"}");
        String other = dave.createRoom("{\"preset\":\"public_chat\"}");
        admin.put(
                        "/_matrix/client/v1/admin/suspend/" + TestClient.enc(carol.userId()),
                        "{\"suspended\":true}")
                .ok();

        Answer sent =
                carol.put(
                        V3 + "/rooms/" + TestClient.enc(room) + "/send/m.room.message/1",
                        "{\"msgtype\":\"m.text\",\"body\":\"hello\"}");
        assertThat(sent.status()).isEqualTo(403);
        assertThat(sent.errcode()).isEqualTo("M_USER_SUSPENDED");
        assertThat(carol.join(other).errcode()).isEqualTo("M_USER_SUSPENDED");
        assertThat(carol.invite(room, dave.userId()).errcode()).isEqualTo("M_USER_SUSPENDED");
        assertThat(
                        carol.put(
                                        V3
                                                + "/profile/"
                                                + TestClient.enc(carol.userId())
                                                + "/displayname",
                                        "{\"displayname\":\"x\"}")
                                .errcode())
                .isEqualTo("M_USER_SUSPENDED");
        carol.leave(room).ok();
    }
}
