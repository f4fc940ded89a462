package io.heddle.protocol.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class FilterTest {
    private static final String ALICE = "@alice:example.org";
    private static final JsonNode EMPTY = Json.object();

    private static Filter filter(String json) {
        return Filter.parse(Json.parseObject(json));
    }

    private static RoomEventFilter events(String json) {
        return RoomEventFilter.parse(Json.parseObject(json));
    }

    @Test
    @Tag("CS-FILT-02")
    void anEmptyFilterPassesEverything() {
        assertSame(Filter.none(), filter("{}"));
        Filter filter = filter("{\"room\": {\"timeline\": {}}, \"org.example.unknown\": 7}");
        assertSame(RoomEventFilter.NONE, filter.room().timeline());
        assertTrue(filter.room().timeline().acceptsAll());
        assertFalse(filter.room().timeline().acceptsNothing());
        assertTrue(filter.presence().matches("m.presence", ALICE, null));
        assertEquals(SyncEventFormat.CLIENT, filter.format());
        assertFalse(filter.room().includeLeave());
    }

    @ParameterizedTest
    @Tag("CS-FILT-02")
    @Tag("APX-04")
    @CsvSource({
        "m.room.*, m.room.message, true",
        "m.room.*, m.roommessage, false",
        "*, anything, true",
        "m.*.key, m.room.key, true",
        "m.*.key, m.key, false",
        "m.*a*b, m.xaxb, true",
        "m.*a*b, m.b, false",
        "*a*a*, aa, true",
        "*a*a*, a, false",
        "aba*aba, aba, false",
        "m.room.message, m.room.message, true",
        "m.room.message, M.ROOM.MESSAGE, false",
        "a?c, abc, false",
    })
    void typesHaveStarsAsWildcards(String pattern, String type, boolean expected) {
        assertEquals(expected, new TypePattern(pattern).matches(type));
        String only = "{\"types\": [\"" + pattern + "\"]}";
        String not = "{\"not_types\": [\"" + pattern + "\"]}";
        assertEquals(expected, events(only).matches(type, ALICE, EMPTY));
        assertEquals(!expected, events(not).matches(type, ALICE, EMPTY));
    }

    @Test
    @Tag("CS-FILT-02")
    void exclusionsWinOverInclusionsAndEmptyListsPassNothing() {
        RoomEventFilter filter =
                events(
                        "{\"types\": [\"m.room.*\"], \"not_types\": [\"m.room.member\"],"
                                + " \"senders\": [\"@alice:example.org\", \"@bob:example.org\"], \"not_senders\": [\"@bob:example.org\"]}");
        assertTrue(filter.matches("m.room.message", ALICE, EMPTY));
        assertFalse(filter.matches("m.room.member", ALICE, EMPTY));
        assertFalse(filter.matches("m.room.message", "@bob:example.org", EMPTY));
        assertFalse(filter.matches("m.room.message", "@carol:example.org", EMPTY));
        assertFalse(filter.matches("m.room.message", null, EMPTY));
        assertTrue(events("{\"types\": []}").acceptsNothing());
        assertTrue(events("{\"senders\": []}").acceptsNothing());
        assertTrue(events("{\"rooms\": []}").acceptsNothing());
        assertTrue(events("{\"not_types\": [\"*\"]}").acceptsNothing());
        assertTrue(events("{\"limit\": 0}").acceptsNothing());
        assertTrue(
                events("{\"not_senders\": [\"@bob:example.org\"]}").matches("m.tag", null, null));
    }

    @Test
    @Tag("CS-FILT-02")
    void roomsAreSelectedByBothLevels() {
        Filter filter =
                filter(
                        "{\"room\": {\"rooms\": [\"!a:example.org\", \"!b:example.org\"],"
                                + " \"not_rooms\": [\"!b:example.org\"], \"timeline\": {\"not_rooms\": [\"!a:example.org\"]}}}");
        assertTrue(filter.room().rooms().accepts("!a:example.org"));
        assertFalse(filter.room().rooms().accepts("!b:example.org"));
        assertFalse(filter.room().rooms().accepts("!c:example.org"));
        assertFalse(
                filter.room().timeline().matches("!a:example.org", "m.room.message", ALICE, EMPTY));
        assertTrue(filter.room().state().matches("!a:example.org", "m.room.message", ALICE, EMPTY));
        assertTrue(filter.room().rooms().and(filter.room().timeline().rooms()).acceptsNothing());
    }

    @Test
    @Tag("CS-FILT-02")
    void containsUrlLooksForAUrlInTheContent() {
        JsonNode image = Json.parse("{\"url\": \"mxc://example.org/x\"}");
        assertTrue(events("{\"contains_url\": true}").matches("m.room.message", ALICE, image));
        assertFalse(events("{\"contains_url\": true}").matches("m.room.message", ALICE, EMPTY));
        assertFalse(events("{\"contains_url\": true}").matches("m.room.message", ALICE, null));
        assertFalse(events("{\"contains_url\": false}").matches("m.room.message", ALICE, image));
        assertTrue(
                events("{\"contains_url\": false}")
                        .matches("m.room.message", ALICE, Json.parse("{\"url\": 1}")));
    }

    @Test
    @Tag("CS-FILT-02")
    void limitsAreBoundedByTheServer() {
        assertEquals(10, events("{}").limit(10, 100));
        assertEquals(5, events("{\"limit\": 5}").limit(10, 100));
        assertEquals(100, events("{\"limit\": 100000000000000000000}").limit(10, 100));
    }

    @Test
    void storageSeesPatternsAndLists() {
        RoomEventFilter filter =
                events(
                        "{\"types\": [\"a_%\\\\b*\", \"m.tag\"], \"related_by_rel_types\": [\"m.thread\"]}");
        TypePatterns only = filter.events().types().only();
        assertEquals(Set.of("m.tag"), only.exact());
        assertEquals("a\\_\\%\\\\b%", only.wildcards().getFirst().toLike());
        assertTrue(filter.needsRelations());
        assertEquals(Set.of("m.thread"), filter.relatedByRelTypes().only());
        assertNull(filter.relatedBySenders().only());
    }

    @Test
    void relationsAndLabelsAreFilteredByTheirUnstableNames() {
        JsonNode threaded = Json.parse("{\"m.relates_to\": {\"rel_type\": \"m.thread\"}}");
        assertTrue(
                events("{\"org.matrix.msc3874.rel_types\": [\"m.thread\"]}")
                        .matches("m.x", ALICE, threaded));
        assertFalse(
                events("{\"org.matrix.msc3874.rel_types\": [\"m.thread\"]}")
                        .matches("m.x", ALICE, EMPTY));
        assertFalse(
                events("{\"org.matrix.msc3874.not_rel_types\": [\"m.thread\"]}")
                        .matches("m.x", ALICE, threaded));
        assertTrue(
                events("{\"org.matrix.msc3874.not_rel_types\": [\"m.thread\"]}")
                        .matches("m.x", ALICE, EMPTY));
        JsonNode fun = Json.parse("{\"org.matrix.labels\": [\"#fun\", 7]}");
        assertTrue(events("{\"org.matrix.labels\": [\"#fun\"]}").matches("m.x", ALICE, fun));
        assertFalse(events("{\"org.matrix.labels\": [\"#work\"]}").matches("m.x", ALICE, fun));
        assertFalse(events("{\"org.matrix.labels\": [\"#work\"]}").matches("m.x", ALICE, null));
        assertFalse(events("{\"org.matrix.not_labels\": [\"#fun\"]}").matches("m.x", ALICE, fun));
        assertTrue(events("{\"org.matrix.not_labels\": [\"#fun\"]}").matches("m.x", ALICE, EMPTY));
    }

    @Test
    @Tag("CS-FILT-03")
    void formatAndLeftRoomsAreChosen() {
        Filter filter =
                filter("{\"event_format\": \"federation\", \"room\": {\"include_leave\": true}}");
        assertEquals(SyncEventFormat.FEDERATION, filter.format());
        assertTrue(filter.room().includeLeave());
        assertTrue(Filter.isInline("{}"));
        assertFalse(Filter.isInline("12"));
    }

    @Test
    @Tag("CS-FILT-05")
    void threadNotificationsAreSwitchedOnByEitherName() {
        assertFalse(Filter.none().unreadThreadNotifications());
        for (String name :
                List.of(
                        "unread_thread_notifications",
                        "org.matrix.msc3773.unread_thread_notifications")) {
            assertTrue(
                    filter("{\"room\": {\"timeline\": {\"" + name + "\": true}}}")
                            .unreadThreadNotifications());
            assertFalse(
                    filter("{\"room\": {\"timeline\": {\"" + name + "\": false}}}")
                            .unreadThreadNotifications());
        }
    }

    @Test
    void lazyLoadingIsAMatterOfTheStateFilter() {
        Filter filter =
                filter(
                        "{\"room\": {\"state\": {\"lazy_load_members\": true, \"include_redundant_members\": true}}}");
        assertTrue(filter.lazyLoadMembers());
        assertTrue(filter.includeRedundantMembers());
        assertFalse(Filter.none().lazyLoadMembers());
    }

    @Test
    @Tag("CS-FILT-03")
    @Tag("APX-04")
    void eventFieldsTrimByEscapedPaths() {
        ObjectNode event =
                Json.parseObject(
                        "{\"type\": \"m.room.message\", \"sender\": \"@alice:example.org\","
                                + " \"content\": {\"body\": \"hi\", \"m.relates_to\": {\"rel_type\": \"m.thread\", \"event_id\": \"$a\"},"
                                + " \"m\": {\"relates_to\": 1}, \"list\": [{\"x\": 1}], \"a\\\\b\": null}}");
        assertEquals(
                Json.parse(
                        "{\"type\": \"m.room.message\", \"content\": {\"m.relates_to\": {\"rel_type\": \"m.thread\"}}}"),
                trim(
                        event,
                        "type",
                        "content.m\\\\.relates_to.rel_type",
                        "content.body.deeper",
                        "absent",
                        "content.list.x"));
        assertEquals(
                Json.parse("{\"content\": {\"m\": {\"relates_to\": 1}, \"a\\\\b\": null}}"),
                trim(event, "content.m.relates_to", "content.a\\\\\\\\b"));
        assertEquals(event.get("content"), trim(event, "content.body", "content").get("content"));
        assertEquals(event.get("content"), trim(event, "content", "content.body").get("content"));
        assertSame(event, trim(event));
    }

    private static ObjectNode trim(ObjectNode event, String... paths) {
        String fields = "[\"" + String.join("\", \"", paths) + "\"]";
        return filter("{\"event_fields\": " + (paths.length == 0 ? "[]" : fields) + "}")
                .eventFields()
                .trim(event);
    }

    @ParameterizedTest
    @Tag("CS-FILT-02")
    @ValueSource(
            strings = {
                "{\"presence\": \"not_an_object\"}",
                "{\"room\": []}",
                "{\"room\": {\"timeline\": null}}",
                "{\"room\": {\"timeline\": {\"rooms\": \"not_a_list\"}}}",
                "{\"room\": {\"state\": {\"types\": [1]}}}",
                "{\"room\": {\"include_leave\": \"yes\"}}",
                "{\"room\": {\"state\": {\"lazy_load_members\": 1}}}",
                "{\"room\": {\"timeline\": {\"limit\": \"10\"}}}",
                "{\"room\": {\"timeline\": {\"limit\": 1.5}}}",
                "{\"event_fields\": \"type\"}",
                "{\"event_format\": 1}",
            })
    void valuesOfTheWrongTypeAreBadJson(String json) {
        assertError("M_BAD_JSON", json);
    }

    @ParameterizedTest
    @Tag("CS-FILT-02")
    @ValueSource(
            strings = {
                "{\"room\": {\"rooms\": [\"not_a_room_id\"]}}",
                "{\"room\": {\"timeline\": {\"not_rooms\": [\"#alias:example.org\"]}}}",
                "{\"room\": {\"timeline\": {\"senders\": [\"not_a_sender_id\"]}}}",
                "{\"presence\": {\"not_senders\": [\"@alice\"]}}",
                "{\"room\": {\"timeline\": {\"limit\": -1}}}",
                "{\"event_format\": \"other\"}",
            })
    void valuesOutOfRangeAreInvalidParameters(String json) {
        assertError("M_INVALID_PARAM", json);
    }

    @Test
    void tooManyWildcardsAreRefused() {
        ObjectNode json = Json.object();
        var types = json.putObject("account_data").putArray("types");
        for (int i = 0; i <= TypePatterns.MAX_WILDCARDS; i++) {
            types.add("m." + i + "*");
        }
        assertError("M_INVALID_PARAM", json.toString());
    }

    private static void assertError(String errcode, String json) {
        MatrixException e = assertThrows(MatrixException.class, () -> filter(json), json);
        assertEquals(400, e.status());
        assertEquals(errcode, e.errcode());
    }
}
