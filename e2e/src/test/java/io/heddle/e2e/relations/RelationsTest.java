package io.heddle.e2e.relations;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.json.Json;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RelationsTest {
    private static HeddleServer heddle;
    private static TestClient alice;
    private static TestClient bob;
    private String room;
    private String root;

    @BeforeAll
    static void register() {
        heddle = HeddleServer.shared();
        alice = heddle.user("alice");
        bob = heddle.user("bob");
    }

    @BeforeEach
    void makeARoom() {
        room = alice.createRoom("{\"preset\":\"public_chat\"}");
        bob.join(room).ok();
        root = alice.sendText(room, "root");
    }

    @Test
    @Tag("CS-REL-01")
    void childrenAreListedByRelationAndType() {
        String reaction = react(bob, root, "👍");
        String reference = relate(bob, root, "m.reference");
        String edit = edit(alice, root, "better root");
        assertThat(children("")).containsExactly(edit, reference, reaction);
        assertThat(children("?dir=f")).containsExactly(reaction, reference, edit);
        assertThat(children("/m.annotation")).containsExactly(reaction);
        assertThat(children("/m.annotation/m.reaction")).containsExactly(reaction);
        assertThat(children("/m.annotation/m.room.message")).isEmpty();
        assertThat(
                        alice.get(
                                        "/_matrix/client/unstable/rooms/"
                                                + enc(room)
                                                + "/relations/"
                                                + enc(root)
                                                + "/m.reference")
                                .ok()
                                .at("chunk")
                                .size())
                .isEqualTo(1);
    }

    @Test
    @Tag("CS-REL-01")
    void childrenComeInPages() {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.add(relate(bob, root, "m.thread"));
        }
        Answer first = alice.get(path("?limit=2")).ok();
        assertThat(ids(first)).isEqualTo(sent.subList(3, 5).reversed());
        assertThat(first.at("prev_batch").isMissingNode()).isTrue();
        Answer next = alice.get(path("?limit=2&from=" + first.text("next_batch"))).ok();
        assertThat(ids(next)).isEqualTo(sent.subList(1, 3).reversed());
        assertThat(next.at("prev_batch").isMissingNode()).isFalse();
        Answer last = alice.get(path("?limit=2&from=" + next.text("next_batch"))).ok();
        assertThat(ids(last)).containsExactly(sent.getFirst());
        assertThat(last.at("next_batch").isMissingNode()).isTrue();
        Answer between = alice.get(path("?limit=9&to=" + first.text("next_batch"))).ok();
        assertThat(ids(between)).isEqualTo(sent.subList(3, 5).reversed());
        Answer forward = alice.get(path("?dir=f&limit=2")).ok();
        assertThat(ids(alice.get(path("?dir=f&from=" + forward.text("next_batch"))).ok()))
                .isEqualTo(sent.subList(2, 5));
    }

    @Test
    @Tag("CS-REL-01")
    void childrenOfChildrenAreFoundWhenAskedFor() {
        String inThread = relate(bob, root, "m.thread");
        String edit = edit(bob, inThread, "better");
        String reaction = react(alice, inThread, "x");
        Answer deep = alice.get(path("?recurse=true")).ok();
        assertThat(ids(deep)).containsExactly(reaction, edit, inThread);
        assertThat(deep.at("recursion_depth").asInt(0)).isGreaterThanOrEqualTo(3);
        assertThat(ids(alice.get(path("/m.annotation?recurse=true")).ok()))
                .containsExactly(reaction);
        assertThat(children("")).containsExactly(inThread);
    }

    @Test
    @Tag("CS-REL-01")
    void relationsOfWhatOneMayNotSeeAreNotFound() {
        TestClient carol = heddle.user("carol");
        assertThat(carol.get(path("")).status()).isEqualTo(404);
        Answer unknown = alice.get("/_matrix/client/v1/rooms/" + enc(room) + "/relations/$unknown");
        assertThat(unknown.status() + unknown.errcode()).isEqualTo("404M_NOT_FOUND");
    }

    @Test
    @Tag("CS-REL-03")
    @Tag("CS-REL-02")
    void theNewestEditOfTheSenderIsBundledWhole() {
        edit(alice, root, "one");
        String newest = edit(alice, root, "two");
        edit(bob, root, "not mine to edit");
        Answer event = alice.get(event(root)).ok();
        assertThat(event.at("/content/body").asString("")).isEqualTo("root");
        JsonNode bundled = event.at("/unsigned/m.relations/m.replace");
        assertThat(bundled.path("event_id").asString("")).isEqualTo(newest);
        assertThat(bundled.at("/content/m.new_content/body").asString("")).isEqualTo("two");
        redact(newest);
        assertThat(
                        alice.get(event(root))
                                .ok()
                                .at("/unsigned/m.relations/m.replace/content/m.new_content/body")
                                .asString(""))
                .isEqualTo("one");
        redact(root);
        assertThat(alice.get(event(root)).ok().at("/unsigned/m.relations").isMissingNode())
                .isTrue();
    }

    @Test
    @Tag("CS-REL-05")
    @Tag("CS-REL-04")
    void referencesAreBundledAndReactionsAreNot() {
        react(bob, root, "👍");
        String first = relate(bob, root, "m.reference");
        String second = relate(alice, root, "m.reference");
        JsonNode relations = alice.get(event(root)).ok().at("/unsigned/m.relations");
        assertThat(
                        relations
                                .at("/m.reference/chunk")
                                .valueStream()
                                .map(child -> child.path("event_id").asString("")))
                .containsExactly(first, second);
        assertThat(relations.has("m.annotation")).isFalse();
    }

    @Test
    @Tag("CS-REL-06")
    @Tag("CS-REL-02")
    void aThreadIsSummedUpInItsRoot() {
        relate(bob, root, "m.thread");
        String latest = relate(bob, root, "m.thread");
        edit(bob, latest, "last word");
        TestClient carol = heddle.user("carol");
        carol.join(room).ok();
        JsonNode thread = carol.get(event(root)).ok().at("/unsigned/m.relations/m.thread");
        assertThat(thread.path("count").asInt(0)).isEqualTo(2);
        assertThat(thread.path("current_user_participated").asBoolean(true)).isFalse();
        assertThat(thread.at("/latest_event/event_id").asString("")).isEqualTo(latest);
        assertThat(
                        thread.at(
                                        "/latest_event/unsigned/m.relations/m.replace/content/m.new_content/body")
                                .asString(""))
                .isEqualTo("last word");
        for (TestClient participant : List.of(alice, bob)) {
            Answer page =
                    participant
                            .get(
                                    "/_matrix/client/v3/rooms/"
                                            + enc(room)
                                            + "/messages?dir=b&limit=50")
                            .ok();
            JsonNode shown =
                    page.at("chunk")
                            .valueStream()
                            .filter(e -> e.path("event_id").asString("").equals(root))
                            .findFirst()
                            .orElseThrow();
            assertThat(
                            shown.at("/unsigned/m.relations/m.thread/current_user_participated")
                                    .asBoolean(false))
                    .isTrue();
        }
        redact(latest);
        assertThat(carol.get(event(root)).ok().at("/unsigned/m.relations/m.thread/count").asInt(0))
                .isEqualTo(1);
    }

    @Test
    @Tag("CS-REL-06")
    void threadsAreListedByTheirLatestEvents() {
        String other = alice.sendText(room, "other root");
        relate(bob, root, "m.thread");
        relate(alice, other, "m.thread");
        assertThat(ids(bob.get(threads("")).ok())).containsExactly(other, root);
        relate(alice, root, "m.thread");
        Answer first = bob.get(threads("?limit=1")).ok();
        assertThat(ids(first)).containsExactly(root);
        assertThat(first.at("/chunk/0/unsigned/m.relations/m.thread/count").asInt(0)).isEqualTo(2);
        Answer second = bob.get(threads("?limit=1&from=" + first.text("next_batch"))).ok();
        assertThat(ids(second)).containsExactly(other);
        assertThat(second.at("next_batch").isMissingNode()).isTrue();
        assertThat(ids(bob.get(threads("?include=participated")).ok())).containsExactly(root);
        assertThat(ids(alice.get(threads("?include=participated")).ok()))
                .containsExactly(root, other);
        assertThat(bob.get(threads("?include=some")).errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(bob.get(threads("?from=x")).errcode()).isEqualTo("M_INVALID_PARAM");
        assertThat(heddle.user("carol").get(threads("")).errcode()).isEqualTo("M_FORBIDDEN");
    }

    @Test
    @Tag("CS-REL-02")
    @Tag("CS-DATA-03")
    void childrenOfIgnoredUsersAreNotBundled() {
        relate(bob, root, "m.thread");
        relate(bob, root, "m.reference");
        alice.put(
                        "/_matrix/client/v3/user/"
                                + enc(alice.userId())
                                + "/account_data/m.ignored_user_list",
                        "{\"ignored_users\":{\"" + bob.userId() + "\":{}}}")
                .ok();
        assertThat(alice.get(event(root)).ok().at("/unsigned/m.relations").isMissingNode())
                .isTrue();
        assertThat(ids(alice.get(threads("")).ok())).isEmpty();
        assertThat(children("")).isEmpty();
        alice.put(
                        "/_matrix/client/v3/user/"
                                + enc(alice.userId())
                                + "/account_data/m.ignored_user_list",
                        "{\"ignored_users\":{}}")
                .ok();
    }

    @Test
    @Tag("CS-REL-08")
    void aReplyIsLeftAsItIs() {
        ObjectNode content = Json.object().put("msgtype", "m.text").put("body", "reply");
        content.putObject("m.relates_to").putObject("m.in_reply_to").put("event_id", root);
        String reply = bob.send(room, "m.room.message", content);
        assertThat(alice.get(event(reply)).ok().at("content")).isEqualTo(content);
        assertThat(alice.get(event(root)).ok().at("/unsigned/m.relations").isMissingNode())
                .isTrue();
        assertThat(children("")).isEmpty();
    }

    private String relate(TestClient who, String parent, String relType) {
        ObjectNode content = Json.object().put("msgtype", "m.text").put("body", "child");
        content.putObject("m.relates_to").put("rel_type", relType).put("event_id", parent);
        return who.send(room, "m.room.message", content);
    }

    private String react(TestClient who, String parent, String key) {
        ObjectNode content = Json.object();
        content.putObject("m.relates_to")
                .put("rel_type", "m.annotation")
                .put("event_id", parent)
                .put("key", key);
        return who.send(room, "m.reaction", content);
    }

    private String edit(TestClient who, String parent, String body) {
        ObjectNode content = Json.object().put("msgtype", "m.text").put("body", "* " + body);
        content.putObject("m.new_content").put("msgtype", "m.text").put("body", body);
        content.putObject("m.relates_to").put("rel_type", "m.replace").put("event_id", parent);
        return who.send(room, "m.room.message", content);
    }

    private void redact(String event) {
        alice.put(
                        "/_matrix/client/v3/rooms/"
                                + enc(room)
                                + "/redact/"
                                + enc(event)
                                + "/r"
                                + event.hashCode(),
                        "{}")
                .ok();
    }

    private List<String> children(String rest) {
        return ids(alice.get(path(rest)).ok());
    }

    private String path(String rest) {
        return "/_matrix/client/v1/rooms/" + enc(room) + "/relations/" + enc(root) + rest;
    }

    private String threads(String query) {
        return "/_matrix/client/v1/rooms/" + enc(room) + "/threads" + query;
    }

    private String event(String id) {
        return "/_matrix/client/v3/rooms/" + enc(room) + "/event/" + enc(id);
    }

    private static List<String> ids(Answer answer) {
        return answer.at("chunk")
                .valueStream()
                .map(event -> event.path("event_id").asString(""))
                .toList();
    }
}
