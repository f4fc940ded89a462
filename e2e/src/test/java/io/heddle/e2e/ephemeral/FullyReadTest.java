package io.heddle.e2e.ephemeral;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FullyReadTest {
    private static final String V3 = "/_matrix/client/v3";

    private static String fullyRead(TestClient client, String room) {
        return client.get(
                        V3
                                + "/user/"
                                + enc(client.userId())
                                + "/rooms/"
                                + enc(room)
                                + "/account_data/m.fully_read")
                .ok()
                .text("event_id");
    }

    private static String markers(String event, String more) {
        return "{\"m.fully_read\":\"" + event + "\",\"m.read\":\"" + event + "\"" + more + "}";
    }

    @Test
    @Tag("CS-EPH-09")
    void theMarkerGoesBackWhenAskedToAndReceiptsNever() {
        TestClient alice = HeddleServer.experimental().user("alice");
        String room = alice.createRoom("{}");
        String first = alice.sendText(room, "one");
        String second = alice.sendText(room, "two");
        String receipt = V3 + "/rooms/" + enc(room) + "/receipt/";
        String markers = V3 + "/rooms/" + enc(room) + "/read_markers";
        alice.post(receipt + "m.fully_read/" + enc(second), "{}").ok();

        alice.post(receipt + "m.fully_read/" + enc(first), "{\"allow_backward\":false}").ok();
        assertThat(fullyRead(alice, room)).isEqualTo(second);
        alice.post(receipt + "m.fully_read/" + enc(first), "{\"allow_backward\":true}").ok();
        assertThat(fullyRead(alice, room)).isEqualTo(first);

        alice.post(markers, markers(second, "")).ok();
        alice.post(markers, markers(first, ",\"com.beeper.allow_backward\":true")).ok();
        assertThat(fullyRead(alice, room)).isEqualTo(first);
        String receipts =
                alice.sync(null, 0)
                        .ok()
                        .at("/rooms/join")
                        .path(room)
                        .path("ephemeral")
                        .path("events")
                        .toString();
        assertThat(receipts).contains(second).doesNotContain(first);

        Answer refused = alice.post(receipt + "m.read/" + enc(first), "{\"allow_backward\":true}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(
                        alice.post(
                                        receipt + "m.fully_read/" + enc(first),
                                        "{\"allow_backward\":\"yes\"}")
                                .status())
                .isEqualTo(400);
        assertThat(
                        alice.get("/_matrix/client/versions")
                                .ok()
                                .at("/unstable_features/com.beeper.msc4446")
                                .booleanValue())
                .isTrue();
    }

    @Test
    @Tag("CS-EPH-09")
    void withoutTheFeatureTheMarkerOnlyMovesForward() {
        TestClient alice = HeddleServer.shared().user("alice");
        String room = alice.createRoom("{}");
        String first = alice.sendText(room, "one");
        String second = alice.sendText(room, "two");
        String receipt = V3 + "/rooms/" + enc(room) + "/receipt/m.fully_read/";
        alice.post(receipt + enc(second), "{}").ok();
        alice.post(receipt + enc(first), "{\"allow_backward\":true}").ok();
        assertThat(fullyRead(alice, room)).isEqualTo(second);
    }
}
