package io.heddle.protocol.push;

import static io.heddle.protocol.push.PushEvents.ALICE;
import static io.heddle.protocol.push.PushEvents.BOB;
import static io.heddle.protocol.push.PushEvents.context;
import static io.heddle.protocol.push.PushEvents.event;
import static io.heddle.protocol.push.PushEvents.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Tag("CS-PUSH-03")
class PushConditionTest {

    private static boolean holds(String condition, ObjectNode event) {
        return holds(condition, context(event), null);
    }

    private static boolean holds(
            String condition, PushContext context, @Nullable String displayName) {
        return ConditionCompiler.compile(Json.parse(condition), false)
                .matches(context, BOB.value(), displayName);
    }

    private static String match(String key, String pattern) {
        ObjectNode json = Json.object();
        return json.put("kind", "event_match").put("key", key).put("pattern", pattern).toString();
    }

    @Test
    void eventMatchLooksAtAnyStringOfTheEvent() {
        ObjectNode topic = event("m.room.topic", "{\"topic\": \"Lunch plans\", \"number\": 1}");
        assertTrue(holds(match("content.topic", "lunc?*"), topic));
        assertTrue(holds(match("sender", ALICE.value()), topic));
        assertTrue(holds(match("type", "m.room.*"), topic));
        assertFalse(holds(match("content.number", "*"), topic));
        assertFalse(holds(match("content.absent", "*"), topic));
        assertFalse(holds(match("content", "*"), topic));
        assertFalse(holds(match("state_key", ""), topic));
        assertTrue(holds(match("state_key", ""), topic.put("state_key", "")));
    }

    @Test
    void eventMatchSeesTheRoomOfAnEventWithoutRoomId() {
        ObjectNode create = event("m.room.create", "{}").without("room_id");
        PushContext context =
                new PushContext(
                        create, RoomId.parse("!other:example.org"), ALICE, 1, 100, key -> 50);
        assertTrue(holds(match("room_id", "!other:example.org"), context, null));
    }

    @Test
    void onlyTheBodyIsMatchedByWords() {
        ObjectNode event =
                event("m.room.message", "{\"body\": \"some cake\", \"other\": \"some cake\"}");
        assertTrue(holds(match("content.body", "cake"), event));
        assertFalse(holds(match("content.other", "cake"), event));
    }

    @Test
    @Tag("APX-04")
    void keysEscapeDotsAndBackslashes() {
        ObjectNode event =
                event(
                        "m.x",
                        "{\"m.dotted\": {\"key\": \"one\"}, \"m\": {\"dotted\": {\"key\": \"two\"}}, \"m\\\\foo\": \"three\"}");
        assertTrue(holds(match("content.m\\.dotted.key", "one"), event));
        assertTrue(holds(match("content.m.dotted.key", "two"), event));
        assertTrue(holds(match("content.m\\\\foo", "three"), event));
        assertTrue(holds(match("content.m\\foo", "three"), event));
    }

    @Test
    void eventPropertyIsNeverCastsTypes() {
        String content =
                "{\"s\": \"true\", \"b\": true, \"n\": 1, \"z\": null, \"f\": 1.0, \"a\": [1], \"big\": 9007199254740993}";
        ObjectNode event = event("m.x", content);
        assertTrue(holds(is("b", "true"), event));
        assertFalse(holds(is("s", "true"), event));
        assertTrue(holds(is("s", "\"true\""), event));
        assertFalse(holds(is("s", "\"TRUE\""), event));
        assertTrue(holds(is("n", "1"), event));
        assertFalse(holds(is("b", "1"), event));
        assertTrue(holds(is("z", "null"), event));
        assertFalse(holds(is("absent", "null"), event));
        assertFalse(holds(is("f", "1"), event));
        assertFalse(holds(is("f", "1.0"), event));
        assertFalse(holds(is("big", "9007199254740993"), event));
        assertFalse(holds(is("a", "[1]"), event));
        assertFalse(holds("{\"kind\": \"event_property_is\", \"key\": \"content.b\"}", event));
    }

    private static String is(String key, String value) {
        return "{\"kind\": \"event_property_is\", \"key\": \"content."
                + key
                + "\", \"value\": "
                + value
                + "}";
    }

    @Test
    void eventPropertyContainsComparesElements() {
        ObjectNode event =
                event(
                        "m.x",
                        "{\"list\": [\"one\", 2, true, null, [\"deep\"], 1.5], \"text\": \"one\"}");
        assertTrue(holds(contains("list", "\"one\""), event));
        assertFalse(holds(contains("list", "\"on\""), event));
        assertTrue(holds(contains("list", "2"), event));
        assertFalse(holds(contains("list", "\"2\""), event));
        assertTrue(holds(contains("list", "true"), event));
        assertTrue(holds(contains("list", "null"), event));
        assertFalse(holds(contains("list", "[\"deep\"]"), event));
        assertFalse(holds(contains("list", "1.5"), event));
        assertFalse(holds(contains("text", "\"one\""), event));
        assertFalse(holds(contains("absent", "\"one\""), event));
    }

    private static String contains(String key, String value) {
        return "{\"kind\": \"event_property_contains\", \"key\": \"content."
                + key
                + "\", \"value\": "
                + value
                + "}";
    }

    @ParameterizedTest
    @CsvSource({"2,2", "==2,2", "<3,2", ">1,2", ">=2,2", "<=2,2", "<=10,2"})
    void roomMemberCountKnowsAllComparisons(String is, long members) {
        assertTrue(holds(count(is), context(message("hi"), members, 0), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3",
                "<2",
                ">2",
                ">=3",
                "<=1",
                "!=3",
                "=2",
                "=>2",
                "",
                "two",
                "2 ",
                "-1",
                "<",
                "2.0",
                "99999999999999999999"
            })
    void roomMemberCountDoesNotHoldForOthersOrNonsense(String is) {
        assertFalse(holds(count(is), context(message("hi"), 2, 0), null));
    }

    private static String count(String is) {
        return "{\"kind\": \"room_member_count\", \"is\": \"" + is + "\"}";
    }

    @Test
    void senderNotificationPermissionComparesPowerLevels() {
        String room = "{\"kind\": \"sender_notification_permission\", \"key\": \"room\"}";
        assertTrue(holds(room, context(message("hi"), 5, 50), null));
        assertFalse(holds(room, context(message("hi"), 5, 49), null));
        assertFalse(
                holds(
                        "{\"kind\": \"sender_notification_permission\"}",
                        context(message("hi"), 5, 100),
                        null));
    }

    @Test
    void containsDisplayNameLooksForTheNameAsWords() {
        String condition = "{\"kind\": \"contains_display_name\"}";
        PushContext context = context(message("hello Bob B., how are you?"));
        assertTrue(holds(condition, context, "bob b."));
        assertFalse(holds(condition, context, "ob"));
        assertFalse(holds(condition, context, ""));
        assertFalse(holds(condition, context, null));
        assertFalse(holds(condition, context, "*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"event_match\"",
                "{\"kind\": 7}",
                "{\"kind\": \"org.example.unknown\"}",
                "{\"kind\": \"io.element.msc4306.thread_subscription\", \"subscribed\": true}",
                "{\"kind\": \"event_match\", \"key\": \"type\"}",
                "{\"kind\": \"event_match\", \"pattern\": \"*\"}",
                "{\"kind\": \"event_match\", \"key\": \"type\", \"pattern\": 1}",
                "{\"kind\": \"event_property_is\", \"value\": 1}",
                "{\"kind\": \"event_property_contains\", \"key\": \"content.list\"}",
                "{\"kind\": \"room_member_count\", \"is\": 2}",
            })
    void unknownAndUnreadableConditionsNeverHold(String condition) {
        assertFalse(holds(condition, context(message("hi"), 2, 100), "hi"));
    }

    @Test
    @Tag("CS-PUSH-05")
    void actionsIgnoreHistoricalOnesAndReadTweaks() {
        Actions quiet = Actions.of("a", actions("[\"dont_notify\", \"coalesce\"]"));
        assertFalse(quiet.notifies());
        Actions loud =
                Actions.of(
                        "b",
                        actions(
                                "[\"notify\", {\"set_tweak\": \"highlight\"}, {\"set_tweak\": \"sound\", \"value\": \"ring\"},"
                                        + " {\"set_tweak\": \"org.example.flash\", \"value\": 3}]"));
        assertTrue(loud.notifies() && loud.highlight());
        assertEquals("ring", loud.sound());
        assertEquals(
                Json.parse("{\"highlight\": true, \"sound\": \"ring\", \"org.example.flash\": 3}"),
                loud.tweaks());
        assertFalse(
                Actions.of(
                                "c",
                                actions(
                                        "[\"notify\", {\"set_tweak\": \"highlight\", \"value\": false}]"))
                        .highlight());
        assertFalse(Actions.of("d", actions("[{\"set_tweak\": \"highlight\"}]")).highlight());
    }

    private static List<JsonNode> actions(String json) {
        return PushRuleBody.actions(Json.object().set("actions", Json.parse(json)));
    }
}
