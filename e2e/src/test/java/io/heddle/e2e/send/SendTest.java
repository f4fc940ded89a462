package io.heddle.e2e.send;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.AliceAndBob;
import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.account.Accounts;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendTest extends AliceAndBob {
    private static final String TEXT = "{\"msgtype\":\"m.text\",\"body\":\"hi\"}";

    @Test
    @Tag("CS-ROOM-03")
    @Tag("CS-API-07")
    void aMessageIsSentOnceHoweverOftenTheRequestIsRepeated() {
        Answer first = alice.put(path("/send/m.room.message/txn1"), TEXT).ok();
        Answer again = alice.put(path("/send/m.room.message/txn1"), TEXT).ok();
        assertThat(again.text("event_id")).isEqualTo(first.text("event_id")).startsWith("$");
        assertThat(alice.put(path("/send/org.example.other/txn1"), "{}").ok().text("event_id"))
                .isNotEqualTo(first.text("event_id"));
        assertThat(alice.put(path("/send/m.room.message/txn2"), TEXT).ok().text("event_id"))
                .isNotEqualTo(first.text("event_id"));
    }

    @Test
    @Tag("CS-API-07")
    void transactionsAreThoseOfADevice() {
        TestClient desktop = heddle.login(alice.userId(), "password of alice");
        Answer phone = alice.put(path("/send/m.room.message/txn1"), TEXT).ok();
        Answer other = desktop.put(path("/send/m.room.message/txn1"), TEXT).ok();
        assertThat(other.text("event_id")).isNotEqualTo(phone.text("event_id"));
    }

    @Test
    @Tag("CS-API-07")
    void aDeviceThatLogsOutAndInAgainStartsAfresh() {
        TestClient first = login("TABLET");
        String before = first.put(path("/send/m.room.message/txn1"), TEXT).ok().text("event_id");
        assertThat(
                        login("TABLET")
                                .put(path("/send/m.room.message/txn1"), TEXT)
                                .ok()
                                .text("event_id"))
                .isEqualTo(before);
        login("TABLET").post("/_matrix/client/v3/logout", "{}").ok();
        assertThat(
                        login("TABLET")
                                .put(path("/send/m.room.message/txn1"), TEXT)
                                .ok()
                                .text("event_id"))
                .isNotEqualTo(before);
    }

    private static TestClient login(String device) {
        Answer answer =
                heddle.anonymous()
                        .post(
                                "/_matrix/client/v3/login",
                                """
                                {"type":"m.login.password","device_id":"%s","password":"password of alice",
                                 "identifier":{"type":"m.id.user","user":"%s"}}\
                                """
                                        .formatted(device, alice.userId()))
                        .ok();
        return new TestClient(
                heddle.baseUrl(), answer.text("access_token"), alice.userId(), device);
    }

    @Test
    @Tag("CS-ROOM-03")
    void onlyMembersSend() {
        Answer stranger = bob.put(path("/send/m.room.message/1"), TEXT);
        assertError(stranger, 403, "M_FORBIDDEN");
        Answer unknown =
                bob.put("/_matrix/client/v3/rooms/!unknown:test.local/send/m.room.message/1", TEXT);
        assertError(unknown, 403, "M_FORBIDDEN");
        assertError(
                heddle.anonymous().put(path("/send/m.room.message/1"), TEXT),
                401,
                "M_MISSING_TOKEN");
    }

    @Test
    @Tag("CS-ROOM-03")
    @Tag("CS-ROOM-20")
    void badBodiesAreRefused() {
        assertError(alice.put(path("/send/m.room.message/1"), "nonsense"), 400, "M_NOT_JSON");
        assertError(alice.put(path("/send/m.room.message/2"), "[]"), 400, "M_BAD_JSON");
        assertError(alice.put(path("/send/x/3"), "{\"x\":1.5}"), 400, "M_BAD_JSON");
        assertError(alice.put(path("/state/m.room.create"), "{}"), 403, "M_FORBIDDEN");
        assertError(
                alice.put(path("/state/m.room.power_levels"), "{\"ban\":\"50\"}"),
                400,
                "M_BAD_JSON");
        assertError(
                alice.put(path("/state/m.room.member/" + enc(alice.userId())), "{}"),
                400,
                "M_BAD_JSON");
    }

    @Test
    @Tag("CS-API-11")
    @Tag("CS-ROOM-20")
    void oversizedEventsAreRefused() {
        assertError(
                alice.put(
                        path("/send/m.room.message/1"),
                        Json.object().put("body", "x".repeat(66_000))),
                413,
                "M_TOO_LARGE");
        assertError(alice.put(path("/send/" + "t".repeat(256) + "/1"), TEXT), 413, "M_TOO_LARGE");
        assertError(alice.put(path("/state/x/" + "k".repeat(256)), "{}"), 413, "M_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    @Tag("CS-ROOM-03")
    void anEmptyStateKeyMayBeLeftOut(String slash) {
        String path = path("/state/m.room.topic" + slash);
        String event = alice.put(path, "{\"topic\":\"weaving\"}").ok().text("event_id");
        assertThat(alice.get(path).ok().json().toString()).isEqualTo("{\"topic\":\"weaving\"}");
        Answer whole = alice.get(path + "?format=event").ok();
        assertThat(whole.text("event_id")).isEqualTo(event);
        assertThat(whole.text("sender")).isEqualTo(alice.userId());
        assertThat(whole.text("room_id")).isEqualTo(room);
        assertThat(whole.text("state_key")).isEmpty();
        assertThat(whole.at("/content/topic").asString()).isEqualTo("weaving");
        assertError(alice.get(path + "?format=html"), 400, "M_INVALID_PARAM");
    }

    @Test
    @Tag("CS-ROOM-03")
    @Tag("CS-API-12")
    void stateKeysMayHoldSlashes() {
        alice.put(path("/state/org.example.x/" + enc("a/b c%2F")), "{\"x\":1}").ok();
        assertThat(
                        alice.get(path("/state/org.example.x/" + enc("a/b c%2F") + "?format=event"))
                                .ok()
                                .text("state_key"))
                .isEqualTo("a/b c%2F");
    }

    @Test
    @Tag("CS-ROOM-03")
    void whoLeftReadsTheStateOfTheirLeaving() {
        bob.join(room).ok();
        alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "before"));
        bob.leave(room).ok();
        alice.sendState(room, "m.room.topic", "", Json.object().put("topic", "after"));
        assertThat(bob.get(path("/state/m.room.topic")).ok().text("topic")).isEqualTo("before");
        assertThat(
                        bob.get(path("/state/m.room.member/" + enc(bob.userId())))
                                .ok()
                                .text("membership"))
                .isEqualTo("leave");
        TestClient carol = heddle.user("carol");
        assertError(carol.get(path("/state/m.room.topic")), 403, "M_FORBIDDEN");
        alice.sendState(
                room,
                "m.room.history_visibility",
                "",
                Json.object().put("history_visibility", "world_readable"));
        assertThat(carol.get(path("/state/m.room.topic")).ok().text("topic")).isEqualTo("after");
        assertError(alice.get(path("/state/org.example.none")), 404, "M_NOT_FOUND");
    }

    @Test
    @Tag("CS-ROOM-20")
    void stateKeysOfOtherUsersAreRefused() {
        bob.join(room).ok();
        assertError(
                alice.put(path("/state/org.example.x/" + enc(bob.userId())), "{}"),
                403,
                "M_FORBIDDEN");
    }

    @Test
    @Tag("CS-ROOM-04")
    void redactionsEmptyTheEventAndAreIdempotent() {
        String message = alice.sendText(room, "oops");
        String path = path("/redact/" + enc(message) + "/txn1");
        String redaction = alice.put(path, "{\"reason\":\"typo\"}").ok().text("event_id");
        assertThat(alice.put(path, "{\"reason\":\"typo\"}").ok().text("event_id"))
                .isEqualTo(redaction);
        Answer event = alice.get(path("/event/" + enc(message))).ok();
        assertThat(event.at("/content")).isEmpty();
        assertThat(event.text("/unsigned/redacted_because/event_id")).isEqualTo(redaction);
        Answer shown = alice.get(path("/event/" + enc(redaction))).ok();
        assertThat(shown.text("redacts")).isEqualTo(message);
        assertThat(shown.text("/content/redacts")).isEqualTo(message);
        assertThat(shown.text("/content/reason")).isEqualTo("typo");
    }

    @Test
    @Tag("CS-ROOM-04")
    void redactionsGoThroughSendToo() {
        String old = alice.createRoom("{\"preset\":\"public_chat\",\"room_version\":\"9\"}");
        String message = alice.sendText(old, "oops");
        String redaction =
                alice.send(old, "m.room.redaction", Json.object().put("redacts", message));
        Answer shown =
                alice.get("/_matrix/client/v3/rooms/" + enc(old) + "/event/" + enc(redaction)).ok();
        assertThat(shown.text("redacts")).isEqualTo(message);
        assertThat(shown.text("/content/redacts")).isEqualTo(message);
    }

    @Test
    @Tag("CS-ROOM-04")
    void othersEventsNeedTheLevelToRedactThem() {
        bob.join(room).ok();
        String message = alice.sendText(room, "hers");
        assertError(bob.put(path("/redact/" + enc(message) + "/1"), "{}"), 403, "M_FORBIDDEN");
        String own = bob.sendText(room, "his");
        alice.put(path("/redact/" + enc(own) + "/1"), "{}").ok();
    }

    @Test
    @Tag("CS-REL-04")
    void aSecondIdenticalReactionIsRefused() {
        String message = alice.sendText(room, "hello");
        var reaction = Json.object();
        reaction.putObject("m.relates_to")
                .put("rel_type", "m.annotation")
                .put("event_id", message)
                .put("key", "👍");
        alice.send(room, "m.reaction", reaction);
        assertError(
                alice.put(path("/send/m.reaction/again"), reaction), 400, "M_DUPLICATE_ANNOTATION");
    }

    @Test
    @Tag("CS-REL-06")
    void aThreadOnAnEventInAThreadIsRefused() {
        String message = alice.sendText(room, "root");
        String inThread = alice.send(room, "m.room.message", threaded(message));
        assertError(
                alice.put(path("/send/m.room.message/nested"), threaded(inThread)),
                400,
                "M_UNKNOWN");
    }

    @Test
    void suspendedUsersOnlyRedactTheirOwnEventsAndLeave() {
        TestClient dan = heddle.user("dan");
        dan.join(room).ok();
        String own = dan.sendText(room, "said too much");
        String hers = alice.sendText(room, "hers");
        heddle.bean(Accounts.class).setSuspended(UserId.parse(dan.userId()), true);
        assertError(dan.put(path("/send/m.room.message/1"), TEXT), 403, "M_USER_SUSPENDED");
        assertError(dan.put(path("/state/x"), "{}"), 403, "M_USER_SUSPENDED");
        assertError(dan.put(path("/redact/" + enc(hers) + "/1"), "{}"), 403, "M_USER_SUSPENDED");
        dan.put(path("/redact/" + enc(own) + "/1"), "{}").ok();
        dan.put(path("/state/m.room.member/" + enc(dan.userId())), "{\"membership\":\"leave\"}")
                .ok();
    }

    @Test
    void aliasesOfOtherRoomsAreNoCanonicalAliases() {
        String alias = "#weavers-" + room.substring(1, 8).toLowerCase() + ":" + HeddleServer.NAME;
        String canonical = path("/state/m.room.canonical_alias");
        String body = "{\"alias\":\"" + alias + "\"}";
        assertError(alice.put(canonical, body), 400, "M_BAD_ALIAS");
        assertError(alice.put(canonical, "{\"alias\":\"nonsense\"}"), 400, "M_INVALID_PARAM");
        assertError(
                alice.put(canonical, "{\"alt_aliases\":[\"" + alias + "\"]}"), 400, "M_BAD_ALIAS");
        alice.put(
                        "/_matrix/client/v3/directory/room/" + enc(alias),
                        "{\"room_id\":\"" + room + "\"}")
                .ok();
        alice.put(canonical, body).ok();
    }

    @Test
    void membershipsCanBeSetAsState() {
        bob.put(
                        path("/state/m.room.member/" + enc(bob.userId())),
                        "{\"membership\":\"join\",\"displayname\":\"Bob\"}")
                .ok();
        assertThat(
                        alice.get(path("/state/m.room.member/" + enc(bob.userId())))
                                .ok()
                                .text("displayname"))
                .isEqualTo("Bob");
        assertError(
                bob.put(
                        path("/state/m.room.member/" + enc(alice.userId())),
                        "{\"membership\":\"ban\"}"),
                403,
                "M_FORBIDDEN");
        alice.put(path("/state/m.room.member/" + enc(bob.userId())), "{\"membership\":\"ban\"}")
                .ok();
        assertError(bob.put(path("/send/m.room.message/1"), TEXT), 403, "M_FORBIDDEN");
    }

    @Test
    @Tag("CS-API-09")
    void olderPrefixesWorkToo() {
        for (String prefix : List.of("r0", "unstable", "api/v1")) {
            alice.put(
                            "/_matrix/client/"
                                    + prefix
                                    + "/rooms/"
                                    + enc(room)
                                    + "/send/m.room.message/"
                                    + enc(prefix),
                            TEXT)
                    .ok();
        }
    }

    private static tools.jackson.databind.node.ObjectNode threaded(String root) {
        var content = Json.object().put("msgtype", "m.text").put("body", "in the thread");
        content.putObject("m.relates_to").put("rel_type", "m.thread").put("event_id", root);
        return content;
    }

    private String path(String rest) {
        return "/_matrix/client/v3/rooms/" + enc(room) + rest;
    }

    private static void assertError(Answer answer, int status, String errcode) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.errcode()).isEqualTo(errcode);
    }
}
