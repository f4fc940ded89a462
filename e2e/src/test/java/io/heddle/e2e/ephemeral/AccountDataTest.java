package io.heddle.e2e.ephemeral;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.testing.TestClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AccountDataTest {
    private static final String V3 = "/_matrix/client/v3";
    private final HeddleServer server = HeddleServer.shared();
    private final TestClient alice = server.user("alice");
    private final String mine = V3 + "/user/" + enc(alice.userId());

    private static JsonNode find(JsonNode events, String type) {
        for (JsonNode event : events) {
            if (event.path("type").asString("").equals(type)) {
                return event.path("content");
            }
        }
        return events.path("absent");
    }

    @Test
    @Tag("CS-DATA-01")
    @Tag("CS-DATA-05")
    void account_data_is_kept_and_synced_and_only_ones_own() {
        String since = alice.sync(null, 0).ok().text("next_batch");
        alice.put(mine + "/account_data/m.direct", "{\"@x:y\":[\"!r:y\"]}").ok();

        assertThat(alice.get(mine + "/account_data/m.direct").ok().at("/@x:y/0").asString())
                .isEqualTo("!r:y");
        JsonNode synced = alice.sync(since, 5000).ok().at("/account_data/events");
        assertThat(find(synced, "m.direct").path("@x:y").path(0).asString()).isEqualTo("!r:y");
        assertThat(server.user("bob").get(mine + "/account_data/m.direct").status()).isEqualTo(403);
        assertThat(alice.get(mine + "/account_data/none").errcode()).isEqualTo("M_NOT_FOUND");
        assertThat(alice.put(mine + "/account_data/m.push_rules", "{}").status()).isEqualTo(405);
        assertThat(alice.get(mine + "/account_data/m.push_rules").ok().json())
                .isEqualTo(alice.get("/_matrix/client/v3/pushrules/").ok().json());
        assertThat(alice.put(mine + "/account_data/m.fully_read", "{}").status()).isEqualTo(405);
    }

    @Test
    @Tag("CS-DATA-02")
    void tags_are_kept_listed_synced_and_removed() {
        String room = alice.createRoom("{}");
        String tags = mine + "/rooms/" + enc(room) + "/tags";
        String since = alice.sync(null, 0).ok().text("next_batch");

        alice.put(tags + "/m.favourite", "{\"order\":0.25}").ok();
        alice.put(tags + "/u.work", "{}").ok();

        assertThat(alice.get(tags).ok().at("/tags/m.favourite/order").asDouble()).isEqualTo(0.25);
        JsonNode events =
                alice.sync(since, 5000)
                        .ok()
                        .json()
                        .path("rooms")
                        .path("join")
                        .path(room)
                        .path("account_data")
                        .path("events");
        assertThat(find(events, "m.tag").path("tags").has("u.work")).isTrue();
        alice.delete(tags + "/u.work").ok();
        assertThat(alice.get(tags).ok().at("tags").has("u.work")).isFalse();
        assertThat(alice.put(tags + "/u.x", "{\"order\":\"first\"}").errcode())
                .isEqualTo("M_BAD_JSON");
    }

    @Test
    @Tag("CS-DATA-06")
    void deleted_account_data_is_gone() {
        alice.put(mine + "/account_data/org.x", "{\"a\":1}").ok();
        alice.delete(
                        "/_matrix/client/unstable/org.matrix.msc3391/user/"
                                + enc(alice.userId())
                                + "/account_data/org.x")
                .ok();
        assertThat(alice.get(mine + "/account_data/org.x").status()).isEqualTo(404);
    }

    @Test
    @Tag("CS-EPH-08")
    void marked_unread_passes_through() {
        String room = alice.createRoom("{}");
        String path = mine + "/rooms/" + enc(room) + "/account_data/m.marked_unread";
        alice.put(path, "{\"unread\":true}").ok();
        JsonNode events =
                alice.sync(null, 0)
                        .ok()
                        .json()
                        .path("rooms")
                        .path("join")
                        .path(room)
                        .path("account_data")
                        .path("events");
        assertThat(find(events, "m.marked_unread").path("unread").asBoolean()).isTrue();
    }

    @Test
    @Tag("CS-DATA-07")
    void what_is_kept_for_one_device_goes_with_it() {
        TestClient tablet = server.login(alice.userId(), "password of alice");
        String of = "org.matrix.msc3890.local_notification_settings.";
        alice.put(mine + "/account_data/" + of + tablet.deviceId(), "{\"is_silenced\":true}").ok();
        alice.put(
                        mine + "/account_data/m.local_notification_settings." + tablet.deviceId(),
                        "{\"is_silenced\":true}")
                .ok();
        alice.put(mine + "/account_data/" + of + alice.deviceId(), "{\"is_silenced\":true}").ok();
        String since = alice.sync(null, 0).ok().text("next_batch");

        tablet.post(V3 + "/logout", "{}").ok();

        JsonNode synced = alice.sync(since, 0).ok().at("/account_data/events");
        assertThat(find(synced, of + tablet.deviceId()).isEmpty()).isTrue();
        assertThat(find(synced, of + tablet.deviceId()).isObject()).isTrue();
        assertThat(synced.size()).isEqualTo(2);
        assertThat(alice.get(mine + "/account_data/" + of + tablet.deviceId()).errcode())
                .isEqualTo("M_NOT_FOUND");
        assertThat(
                        alice.get(mine + "/account_data/" + of + alice.deviceId())
                                .ok()
                                .at("/is_silenced")
                                .booleanValue())
                .isTrue();
    }

    @Test
    @Tag("CS-DATA-07")
    void settings_of_media_previews_are_kept_globally_and_for_a_room() {
        String room = alice.createRoom("{}");
        String ofRoom = mine + "/rooms/" + enc(room) + "/account_data/m.media_preview_config";
        alice.put(
                        mine + "/account_data/m.media_preview_config",
                        "{\"media_previews\":\"off\",\"invite_avatars\":\"off\"}")
                .ok();
        alice.put(ofRoom, "{\"media_previews\":\"on\"}").ok();

        var sync = alice.sync(null, 0).ok();
        JsonNode global = find(sync.at("/account_data/events"), "m.media_preview_config");
        assertThat(global.path("invite_avatars").asString()).isEqualTo("off");
        JsonNode events = sync.at("/rooms/join").path(room).path("account_data").path("events");
        assertThat(find(events, "m.media_preview_config").path("media_previews").asString())
                .isEqualTo("on");
    }
}
