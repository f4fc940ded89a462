package io.heddle.e2e.federation;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What users of one server learn of users and rooms of another.
class FederationQueryTest {
    private static final String V3 = "/_matrix/client/v3";

    private final TwoServers servers = TwoServers.shared();
    private final TestClient alice = servers.one.user("alice");
    private final TestClient bob = servers.other.user("bob");

    @Test
    @Tag("CS-PROF-04")
    @Tag("SS-ROOM-14")
    void theProfileOfARemoteUserIsThatOfTheirServer() {
        alice.put(
                        V3 + "/profile/" + enc(alice.userId()) + "/displayname",
                        "{\"displayname\":\"Alice over there\"}")
                .ok();
        Answer all = bob.get(V3 + "/profile/" + enc(alice.userId())).ok();
        assertThat(all.text("displayname")).isEqualTo("Alice over there");
        Answer name = bob.get(V3 + "/profile/" + enc(alice.userId()) + "/displayname").ok();
        assertThat(name.json()).isEqualTo(Json.object().put("displayname", "Alice over there"));
        assertThat(bob.get(V3 + "/profile/" + enc(alice.userId()) + "/avatar_url").ok().json())
                .isEqualTo(Json.object());
    }

    @Test
    @Tag("CS-PROF-04")
    void aRemoteUserWhoDoesNotExistIsNotFound() {
        Answer answer = bob.get(V3 + "/profile/" + enc("@nobody:" + servers.oneName()));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.errcode()).isEqualTo("M_NOT_FOUND");
    }

    @Test
    @Tag("CS-PROF-04")
    void aServerThatDoesNotAnswerIsABadGateway() {
        Answer answer = bob.get(V3 + "/profile/" + enc("@nobody:" + servers.dead));
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.errcode()).isEqualTo("M_UNKNOWN");
    }

    @Test
    @Tag("SS-ROOM-14")
    void aRemoteAliasIsResolvedByItsServer() {
        String localpart = alice.userId().substring(1, alice.userId().indexOf(':'));
        String room =
                alice.createRoom(
                        """
                        {"preset":"public_chat","room_alias_name":"%s"}\
                        """
                                .formatted(localpart));
        String alias = "#" + localpart + ":" + servers.oneName();
        Answer found = bob.get(V3 + "/directory/room/" + enc(alias)).ok();
        assertThat(found.text("room_id")).isEqualTo(room);
        assertThat(found.at("/servers/0").asString()).isEqualTo(servers.oneName());
        assertThat(bob.get(V3 + "/directory/room/" + enc("#none:" + servers.oneName())).status())
                .isEqualTo(404);
    }

    @Test
    @Tag("SS-ROOM-13")
    void theRoomDirectoryOfAnotherServerCanBeReadAndSearched() {
        String name = "Room of " + alice.userId();
        String room =
                alice.createRoom(
                        """
                        {"preset":"public_chat","visibility":"public","name":"%s"}\
                        """
                                .formatted(name));
        String closed =
                alice.createRoom(
                        """
                        {"preset":"public_chat","visibility":"public","name":"%s closed",
                         "creation_content":{"m.federate":false}}\
                        """
                                .formatted(name));
        String at = V3 + "/publicRooms?server=" + enc(servers.oneName());
        assertThat(bob.get(at).ok().json().findValuesAsString("room_id"))
                .contains(room)
                .doesNotContain(closed);
        String search =
                """
                {"filter":{"generic_search_term":"%s"},"limit":1}\
                """
                        .formatted(alice.userId());
        Answer found = bob.post(at, search).ok();
        assertThat(found.json().findValuesAsString("room_id")).containsExactly(room);
        assertThat(found.at("total_room_count_estimate").asInt()).isEqualTo(1);
    }

    @Test
    @Tag("SS-ROOM-13")
    void aDirectoryThatDoesNotAnswerIsABadGateway() {
        Answer answer = bob.get(V3 + "/publicRooms?server=" + enc(servers.dead));
        assertThat(answer.status()).isEqualTo(502);
    }

    @Test
    @Tag("SS-ROOM-15")
    @Tag("CS-E2EE-03")
    void keysOfRemoteUsersAreQueriedAndClaimedOnceEach() {
        uploadKeys(alice);
        String query =
                """
                {"device_keys":{"%s":[],"@x:%s":[]}}\
                """
                        .formatted(alice.userId(), servers.dead);
        Answer keys = bob.post(V3 + "/keys/query", query).ok();
        JsonNode device = keys.at("device_keys").path(alice.userId()).path(alice.deviceId());
        assertThat(device.path("user_id").asString()).isEqualTo(alice.userId());
        assertThat(device.path("unsigned").has("device_display_name")).isFalse();
        assertThat(keys.at("failures").propertyNames()).containsExactly(servers.dead);

        String claim =
                """
                {"one_time_keys":{"%s":{"%s":"signed_curve25519"}}}\
                """
                        .formatted(alice.userId(), alice.deviceId());
        JsonNode first = bob.post(V3 + "/keys/claim", claim).ok().at("one_time_keys");
        assertThat(first.path(alice.userId()).path(alice.deviceId()).propertyNames())
                .containsExactly("signed_curve25519:AAAAAQ");
        JsonNode second = bob.post(V3 + "/keys/claim", claim).ok().at("one_time_keys");
        assertThat(second.has(alice.userId())).isFalse();
    }

    private static void uploadKeys(TestClient user) {
        ObjectNode body = Json.object();
        ObjectNode device = body.putObject("device_keys");
        device.put("user_id", user.userId()).put("device_id", user.deviceId());
        device.putArray("algorithms").add("m.olm.v1.curve25519-aes-sha2");
        device.putObject("keys").put("ed25519:" + user.deviceId(), "a".repeat(43));
        device.putObject("signatures")
                .putObject(user.userId())
                .put("ed25519:" + user.deviceId(), "b".repeat(86));
        ObjectNode key = body.putObject("one_time_keys").putObject("signed_curve25519:AAAAAQ");
        key.put("key", "c".repeat(43));
        key.putObject("signatures")
                .putObject(user.userId())
                .put("ed25519:" + user.deviceId(), "d".repeat(86));
        user.post(V3 + "/keys/upload", body).ok();
    }
}
