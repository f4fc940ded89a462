package io.heddle.e2e.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AppServiceTest {
    private static final String V3 = "/_matrix/client/v3";

    private final HeddleServer server = OpenServer.shared();
    private final TestClient bridge =
            new TestClient(
                    server.baseUrl(), OpenServer.AS_TOKEN, "@_bridge_bot:" + HeddleServer.NAME, "");

    @Test
    @Tag("CS-AUTH-09")
    @Tag("AS-01")
    void aServiceRegistersAndLogsInUsersOfItsNamespaceOnly() {
        Answer made =
                bridge.post(
                                V3 + "/register",
                                "{\"type\":\"m.login.application_service\",\"username\":\"_bridge_Ida\"}")
                        .ok();
        assertThat(made.text("user_id")).isEqualTo("@_bridge_Ida:" + HeddleServer.NAME);
        assertThat(made.text("access_token")).isNotEmpty();
        Answer login =
                bridge.post(
                                V3 + "/login",
                                "{\"type\":\"m.login.application_service\",\"identifier\":{\"type\":\"m.id.user\",\"user\":\"_bridge_Ida\"}}")
                        .ok();
        assertThat(login.text("user_id")).isEqualTo("@_bridge_Ida:" + HeddleServer.NAME);

        String outside =
                "{\"type\":\"m.login.application_service\",\"username\":\"outside\","
                        + "\"identifier\":{\"type\":\"m.id.user\",\"user\":\"outside\"}}";
        assertThat(bridge.post(V3 + "/register", outside).errcode()).isEqualTo("M_EXCLUSIVE");
        assertThat(bridge.post(V3 + "/login", outside).errcode()).isEqualTo("M_EXCLUSIVE");
        assertThat(server.anonymous().post(V3 + "/register", outside).errcode())
                .isEqualTo("M_MISSING_TOKEN");
        assertThat(server.user("bob").post(V3 + "/login", outside).errcode())
                .isEqualTo("M_UNKNOWN_TOKEN");
    }

    @Test
    @Tag("AS-06")
    void aServiceActsAsItsUsersAndTheirDevices() {
        bridge.post(
                        V3 + "/register",
                        "{\"type\":\"m.login.application_service\",\"username\":\"_bridge_jo\",\"device_id\":\"JODEV\"}")
                .ok();
        String jo = TestClient.enc("@_bridge_jo:" + HeddleServer.NAME);
        assertThat(bridge.get(V3 + "/account/whoami").ok().text("user_id"))
                .isEqualTo(bridge.userId());
        assertThat(bridge.get(V3 + "/account/whoami?user_id=" + jo).ok().text("user_id"))
                .isEqualTo("@_bridge_jo:" + HeddleServer.NAME);
        assertThat(
                        bridge.get(V3 + "/account/whoami?device_id=JODEV&user_id=" + jo)
                                .ok()
                                .text("device_id"))
                .isEqualTo("JODEV");
        assertThat(bridge.get(V3 + "/account/whoami?device_id=OTHER&user_id=" + jo).errcode())
                .isEqualTo("M_UNKNOWN_DEVICE");
        Answer stranger =
                bridge.get(
                        V3
                                + "/account/whoami?user_id="
                                + TestClient.enc(server.user("eve").userId()));
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.errcode()).isEqualTo("M_FORBIDDEN");
    }

    @Test
    @Tag("AS-06")
    void namesOfAnExclusiveNamespaceAreForTheServiceAlone() {
        // Names that begin with an underscore are refused to people anyway; the bot's own name as
        // well.
        assertThat(
                        server.anonymous()
                                .get(V3 + "/register/available?username=_bridge_kim")
                                .errcode())
                .isEqualTo("M_INVALID_USERNAME");
    }

    @Test
    @Tag("AS-09")
    @Tag("CS-E2EE-10")
    void aServiceMakesAndDeletesDevicesWithoutFurtherProof() {
        bridge.post(
                        V3 + "/register",
                        "{\"type\":\"m.login.application_service\",\"username\":\"_bridge_liv\",\"inhibit_login\":true}")
                .ok();
        String liv = "?user_id=" + TestClient.enc("@_bridge_liv:" + HeddleServer.NAME);
        assertThat(bridge.put(V3 + "/devices/NEW" + liv, "{\"display_name\":\"bridge\"}").status())
                .isEqualTo(201);
        assertThat(bridge.put(V3 + "/devices/NEW" + liv, "{\"display_name\":\"renamed\"}").status())
                .isEqualTo(200);
        assertThat(bridge.get(V3 + "/devices/NEW" + liv).ok().text("display_name"))
                .isEqualTo("renamed");
        bridge.delete(V3 + "/devices/NEW" + liv).ok();
        assertThat(bridge.get(V3 + "/devices/NEW" + liv).status()).isEqualTo(404);
    }

    @Test
    @Tag("AS-06")
    @Tag("CS-ROOM-13")
    void aliasesOfAnExclusiveNamespaceAreForTheServiceAlone() {
        TestClient ann = server.user("ann");
        String room = ann.createRoom("{\"preset\":\"public_chat\"}");
        String name = "_bridge_alias" + System.nanoTime();
        String reserved =
                V3 + "/directory/room/" + TestClient.enc("#" + name + ":" + HeddleServer.NAME);
        String target = "{\"room_id\":\"" + room + "\"}";
        assertThat(ann.put(reserved, target).errcode()).isEqualTo("M_EXCLUSIVE");
        assertThat(ann.post(V3 + "/createRoom", "{\"room_alias_name\":\"" + name + "\"}").errcode())
                .isEqualTo("M_EXCLUSIVE");
        bridge.put(reserved, target).ok();
        String outside =
                V3 + "/directory/room/" + TestClient.enc("#else" + name + ":" + HeddleServer.NAME);
        assertThat(bridge.put(outside, target).errcode()).isEqualTo("M_EXCLUSIVE");
    }
}
