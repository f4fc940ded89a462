package io.heddle.e2e.federation;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import io.heddle.testing.FakeHomeserver;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import io.heddle.web.auth.XMatrix;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Who may ask a server something, and the keys that show it.
class ServerAuthenticationTest {
    private static final String V1 = "/_matrix/federation/v1";

    private final TwoServers servers = TwoServers.shared();
    private final FakeHomeserver fake = servers.fake;
    private final TestClient alice = servers.one.user("alice");
    private final String profile = V1 + "/query/profile?user_id=" + enc(alice.userId());

    @Test
    @Tag("SS-CONN-03")
    @Tag("SS-CONN-05")
    void aSignedRequestIsAnsweredAndTheKeyFetchedOnce() {
        Answer answer = ask("GET", profile, null).ok();
        assertThat(answer.text("displayname")).isNotEmpty();
        ask("GET", profile, null).ok();
        assertThat(fake.asked("/_matrix/key/v2/server")).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    @Tag("SS-CONN-03")
    void aRequestThatIsNotSignedRightlyIsRefused() {
        String base = servers.one.baseUrl();
        assertRefused(fake.send(base, "GET", profile, null, null));
        assertRefused(fake.send(base, "GET", profile, null, "X-Matrix origin=" + fake.name()));
        Answer elsewhere = fake.ask(base, servers.otherName(), "GET", profile, null);
        assertRefused(elsewhere);
        Answer otherUri =
                fake.send(
                        base,
                        "GET",
                        profile + "&field=displayname",
                        null,
                        XMatrix.sign(
                                        "GET",
                                        profile,
                                        fake.name(),
                                        ServerName.parse(servers.oneName()),
                                        null,
                                        fake.key())
                                .header());
        assertRefused(otherUri);
    }

    @Test
    @Tag("SS-CONN-03")
    void aBodyThatWasChangedOnTheWayIsRefused() {
        String uri = V1 + "/user/keys/query";
        ObjectNode body = Json.object();
        body.putObject("device_keys").putArray(alice.userId());
        assertThat(ask("POST", uri, body).ok().json().has("device_keys")).isTrue();
        String header =
                XMatrix.sign(
                                "POST",
                                uri,
                                fake.name(),
                                ServerName.parse(servers.oneName()),
                                body,
                                fake.key())
                        .header();
        ObjectNode changed = Json.object();
        changed.putObject("device_keys");
        assertRefused(fake.send(servers.one.baseUrl(), "POST", uri, changed, header));
    }

    @Test
    @Tag("SS-ROOM-14")
    @Tag("SS-ROOM-15")
    void onlyOwnUsersAreToldOf() {
        String bob = "@bob:" + servers.otherName();
        assertThat(ask("GET", V1 + "/query/profile?user_id=" + enc(bob), null).status())
                .isEqualTo(400);
        assertThat(ask("GET", V1 + "/user/devices/" + enc(bob), null).status()).isEqualTo(400);
        Answer devices = ask("GET", V1 + "/user/devices/" + enc(alice.userId()), null).ok();
        assertThat(devices.text("user_id")).isEqualTo(alice.userId());
        assertThat(devices.json().path("devices").isArray()).isTrue();
        assertThat(devices.json().path("stream_id").isIntegralNumber()).isTrue();
    }

    @Test
    @Tag("SS-CONN-04")
    void aServerPublishesItsKeysSignedByThem() {
        for (String path : List.of("/_matrix/key/v2/server", "/_matrix/key/v2/server/any")) {
            ObjectNode keys = (ObjectNode) servers.one.anonymous().get(path).ok().json();
            assertThat(Json.string(keys, "server_name")).isEqualTo(servers.oneName());
            String id = keys.path("verify_keys").propertyNames().iterator().next();
            VerifyKey key =
                    VerifyKey.parse(id, keys.path("verify_keys").path(id).path("key").asString());
            assertThat(JsonSigner.verify(keys, servers.oneName(), key)).isTrue();
            assertThat(keys.path("old_verify_keys").isObject()).isTrue();
        }
    }

    @Test
    @Tag("SS-CONN-06")
    void aNotaryVouchesForKeysOfOthers() {
        ObjectNode question = Json.object();
        question.putObject("server_keys").putObject(fake.name().value());
        Answer asked = servers.other.anonymous().post("/_matrix/key/v2/query", question).ok();
        assertVouched(asked);
        assertVouched(
                servers.other
                        .anonymous()
                        .get("/_matrix/key/v2/query/" + enc(fake.name().value()))
                        .ok());
        Answer dead =
                servers.other.anonymous().get("/_matrix/key/v2/query/" + enc(servers.dead)).ok();
        assertThat(dead.json().path("server_keys").isEmpty()).isTrue();
    }

    private void assertVouched(Answer answer) {
        ObjectNode keys = (ObjectNode) answer.json().path("server_keys").get(0);
        assertThat(Json.string(keys, "server_name")).isEqualTo(fake.name().value());
        assertThat(JsonSigner.verify(keys, fake.name().value(), fake.key().verifyKey())).isTrue();
        assertThat(JsonSigner.keyIds(keys, servers.otherName())).hasSize(1);
    }

    @Test
    @Tag("SS-CONN-07")
    void theVersionAndTheDelegateAreToldToAnybody() {
        Answer version = servers.one.anonymous().get(V1 + "/version").ok();
        assertThat(version.text("/server/name")).isEqualTo("Heddle");
        Answer wellKnown = servers.one.anonymous().get("/.well-known/matrix/server").ok();
        assertThat(wellKnown.json()).isEqualTo(Json.object().put("m.server", servers.oneName()));
    }

    @Test
    @Tag("SS-CONN-09")
    void unknownEndpointsAndMethodsAreUnrecognized() {
        Answer unknown = ask("GET", V1 + "/nothing", null);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.errcode()).isEqualTo("M_UNRECOGNIZED");
        Answer method = ask("DELETE", V1 + "/version", null);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.errcode()).isEqualTo("M_UNRECOGNIZED");
    }

    private Answer ask(String method, String uri, @Nullable ObjectNode content) {
        return fake.ask(servers.one.baseUrl(), servers.oneName(), method, uri, content);
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.errcode()).isEqualTo("M_UNAUTHORIZED");
    }
}
