package io.heddle.e2e.search;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.AliceAndBob;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SearchTest extends AliceAndBob {
    @Test
    @Tag("CS-MISC-01")
    void messagesNamesAndTopicsAreFoundByTheirWords() {
        String message = alice.sendText(room, "The quick brown foxes jumped");
        String name =
                alice.sendState(room, "m.room.name", "", Json.object().put("name", "Fox den"));
        String topic =
                alice.sendState(
                        room, "m.room.topic", "", Json.object().put("topic", "about a fox"));
        alice.sendText(room, "nothing of that");
        Answer all = search(alice, "fox", "");
        assertThat(ids(all)).containsExactlyInAnyOrder(message, name, topic);
        assertThat(all.at(EVENTS + "/count").asInt(0)).isEqualTo(3);
        assertThat(all.at(EVENTS + "/highlights").valueStream().map(JsonNode::asString))
                .contains("foxes", "fox");
        assertThat(ids(search(alice, "fox", "\"keys\":[\"content.name\"]"))).containsExactly(name);
        assertThat(ids(search(alice, "quick fox", ""))).containsExactly(message);
        assertThat(ids(search(alice, "\"fox den\"", ""))).containsExactly(name);
        assertThat(ids(search(alice, "elephant", ""))).isEmpty();
        assertThat(ids(search(alice, "!?", ""))).isEmpty();
    }

    @Test
    @Tag("CS-MISC-01")
    void onlyWhatOneMaySeeIsFound() {
        String seen = alice.sendText(room, "secret sauce");
        assertThat(ids(search(bob, "sauce", ""))).isEmpty();
        bob.join(room).ok();
        assertThat(ids(search(bob, "sauce", ""))).containsExactly(seen);
        bob.leave(room).ok();
        alice.sendText(room, "more sauce");
        assertThat(ids(search(bob, "sauce", ""))).containsExactly(seen);
        bob.post("/_matrix/client/v3/rooms/" + enc(room) + "/forget", "{}").ok();
        assertThat(ids(search(bob, "sauce", ""))).isEmpty();
    }

    @Test
    @Tag("CS-MISC-01")
    void redactedAndEncryptedTextsAreNotFound() {
        String message = alice.sendText(room, "regrettable");
        assertThat(ids(search(alice, "regrettable", ""))).containsExactly(message);
        alice.put("/_matrix/client/v3/rooms/" + enc(room) + "/redact/" + enc(message) + "/1", "{}")
                .ok();
        assertThat(ids(search(alice, "regrettable", ""))).isEmpty();
        alice.sendText(room, "plain");
        alice.sendState(
                room,
                "m.room.encryption",
                "",
                Json.object().put("algorithm", "m.megolm.v1.aes-sha2"));
        assertThat(ids(search(alice, "plain", ""))).isEmpty();
    }

    @Test
    @Tag("CS-MISC-01")
    void resultsComeInPagesAndGroups() {
        for (int i = 0; i < 5; i++) {
            alice.sendText(room, "penguin " + i);
        }
        String options =
                "\"order_by\":\"recent\",\"filter\":{\"limit\":2,\"rooms\":[\""
                        + room
                        + "\"]},\"groupings\":{\"group_by\":[{\"key\":\"room_id\"},{\"key\":\"sender\"}]}";
        Answer first = search(alice, "penguin", options);
        assertThat(bodies(first)).containsExactly("penguin 4", "penguin 3");
        assertThat(first.at(EVENTS + "/groups/room_id").path(room).path("results").size())
                .isEqualTo(2);
        assertThat(first.at(EVENTS + "/groups/sender").has(alice.userId())).isTrue();
        String next = first.at(EVENTS + "/next_batch").asString("");
        Answer second = search("?next_batch=" + next, alice, "penguin", options);
        assertThat(bodies(second)).containsExactly("penguin 2", "penguin 1");
        String group =
                second.at(EVENTS + "/groups/room_id").path(room).path("next_batch").asString("");
        Answer third = search("?next_batch=" + group, alice, "penguin", options);
        assertThat(bodies(third)).containsExactly("penguin 0");
        assertThat(third.at(EVENTS + "/next_batch").isMissingNode()).isTrue();
        String ranked = options.replace("recent", "rank");
        Answer best = search(alice, "penguin", ranked);
        Answer rest =
                search(
                        "?next_batch=" + best.at(EVENTS + "/next_batch").asString(""),
                        alice,
                        "penguin",
                        ranked);
        assertThat(ids(best)).hasSize(2).doesNotContainAnyElementsOf(ids(rest));
        assertThat(ids(rest)).hasSize(2);
    }

    @Test
    @Tag("CS-MISC-01")
    void contextAndStateComeAlongWhenAskedFor() {
        alice.sendText(room, "before");
        alice.sendText(room, "walrus");
        alice.sendText(room, "after");
        Answer answer =
                search(
                        alice,
                        "walrus",
                        "\"include_state\":true,\"event_context\":{\"before_limit\":1,\"after_limit\":1,\"include_profile\":true}");
        JsonNode context = answer.at(EVENTS + "/results/0/context");
        assertThat(context.at("/events_before/0/content/body").asString("")).isEqualTo("before");
        assertThat(context.at("/events_after/0/content/body").asString("")).isEqualTo("after");
        assertThat(context.path("start").isString() && context.path("end").isString()).isTrue();
        assertThat(context.path("profile_info").has(alice.userId())).isTrue();
        assertThat(answer.at(EVENTS + "/state").path(room).size()).isGreaterThan(3);
        assertThat(answer.at(EVENTS + "/results/0/rank").isNumber()).isTrue();
    }

    @Test
    @Tag("CS-MISC-01")
    void badSearchesAreRefused() {
        String path = "/_matrix/client/v3/search";
        assertThat(alice.post(path, "{}").errcode()).isEqualTo("M_MISSING_PARAM");
        assertThat(alice.post(path, "{\"search_categories\":{\"room_events\":{}}}").errcode())
                .isEqualTo("M_MISSING_PARAM");
        for (String bad :
                List.of(
                        "\"order_by\":\"size\"",
                        "\"keys\":[\"content.other\"]",
                        "\"groupings\":{\"group_by\":[{\"key\":\"age\"}]}")) {
            assertThat(alice.post(path, body("x", bad)).errcode())
                    .as(bad)
                    .isEqualTo("M_INVALID_PARAM");
        }
        assertThat(alice.post(path + "?next_batch=x", body("x", "")).errcode())
                .isEqualTo("M_INVALID_PARAM");
    }

    private static final String EVENTS = "/search_categories/room_events";

    private Answer search(TestClient who, String term, String options) {
        return search("", who, term, options);
    }

    private Answer search(String query, TestClient who, String term, String options) {
        String limited =
                options.contains("\"filter\"")
                        ? options
                        : (options.isEmpty() ? "" : options + ",")
                                + "\"filter\":{\"rooms\":[\""
                                + room
                                + "\"]}";
        return who.post("/_matrix/client/v3/search" + query, body(term, limited)).ok();
    }

    private static String body(String term, String options) {
        ObjectNode search = Json.parseObject("{" + options + "}");
        search.put("search_term", term);
        ObjectNode body = Json.object();
        body.putObject("search_categories").set("room_events", search);
        return body.toString();
    }

    private static List<String> ids(Answer answer) {
        return answer.at(EVENTS + "/results")
                .valueStream()
                .map(hit -> hit.at("/result/event_id").asString(""))
                .toList();
    }

    private static List<String> bodies(Answer answer) {
        return answer.at(EVENTS + "/results")
                .valueStream()
                .map(hit -> hit.at("/result/content/body").asString(""))
                .toList();
    }
}
