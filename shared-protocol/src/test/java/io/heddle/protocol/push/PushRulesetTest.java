package io.heddle.protocol.push;

import static io.heddle.protocol.push.PushEvents.ALICE;
import static io.heddle.protocol.push.PushEvents.BOB;
import static io.heddle.protocol.push.PushEvents.ROOM;
import static io.heddle.protocol.push.PushEvents.context;
import static io.heddle.protocol.push.PushEvents.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PushRulesetTest {
    private static final String MUTE = "{\"actions\": []}";
    private static final String NOTIFY = "{\"actions\": [\"notify\"]}";
    private static final PushRuleset DEFAULTS = PushRuleset.defaults();

    private static PushRuleset put(PushRuleset rules, RuleKind kind, String id, String body) {
        return rules.put(kind, id, Json.parse(body), null, null);
    }

    private static List<String> userRules(PushRuleset rules, RuleKind kind) {
        return rules.rules(kind).stream()
                .filter(rule -> !rule.serverDefault())
                .map(PushRule::ruleId)
                .toList();
    }

    private static void assertError(int status, String errcode, Executable call) {
        MatrixException e = assertThrows(MatrixException.class, call);
        assertEquals(status + " " + errcode, e.status() + " " + e.errcode());
    }

    @Test
    @Tag("CS-PUSH-04")
    void theDefaultRulesAreTheSpecifications() {
        JsonNode global = DEFAULTS.toJson(BOB).get("global");
        assertEquals(
                List.of(
                        ".m.rule.master",
                        ".m.rule.suppress_notices",
                        ".m.rule.invite_for_me",
                        ".m.rule.member_event",
                        ".m.rule.is_user_mention",
                        ".m.rule.is_room_mention",
                        ".m.rule.tombstone",
                        ".m.rule.reaction",
                        ".m.rule.room.server_acl",
                        ".m.rule.suppress_edits"),
                ids(global.get("override")).subList(0, 10));
        assertEquals(
                List.of(
                        ".m.rule.call",
                        ".m.rule.encrypted_room_one_to_one",
                        ".m.rule.room_one_to_one",
                        ".m.rule.message",
                        ".m.rule.encrypted"),
                ids(global.get("underride")).subList(0, 5));
        for (String kind : List.of("content", "room", "sender")) {
            assertTrue(global.get(kind).isEmpty(), kind);
        }
        assertEquals(
                Json.parse(
                        "{\"rule_id\": \".m.rule.is_user_mention\", \"default\": true, \"enabled\": true,"
                                + " \"conditions\": [{\"kind\": \"event_property_contains\","
                                + " \"key\": \"content.m\\\\.mentions.user_ids\", \"value\": \"@bob:example.org\"}],"
                                + " \"actions\": [\"notify\", {\"set_tweak\": \"sound\", \"value\": \"default\"},"
                                + " {\"set_tweak\": \"highlight\"}]}"),
                global.get("override").get(4));
        assertFalse(global.toString().contains("[the user"));
    }

    @Test
    @Tag("CS-REL-09")
    void theDefaultRulesCoverPolls() {
        assertEquals(
                List.of(".org.matrix.msc3930.rule.poll_response"),
                ids(DEFAULTS.globalJson(BOB).get("override")).subList(10, 11));
        assertEquals(
                List.of(
                        ".org.matrix.msc3930.rule.poll_start_one_to_one",
                        ".org.matrix.msc3930.rule.poll_start",
                        ".org.matrix.msc3930.rule.poll_end_one_to_one",
                        ".org.matrix.msc3930.rule.poll_end"),
                ids(DEFAULTS.globalJson(BOB).get("underride")).subList(5, 9));
    }

    private static List<String> ids(JsonNode rules) {
        return rules.values().stream().map(rule -> rule.get("rule_id").stringValue()).toList();
    }

    @Test
    @Tag("CS-PUSH-01")
    void userRulesComeBeforeDefaultsButAfterTheMasterRule() {
        PushRuleset rules = put(DEFAULTS, RuleKind.OVERRIDE, "mine", NOTIFY);
        List<PushRule> override = rules.rules(RuleKind.OVERRIDE);
        assertEquals(".m.rule.master", override.get(0).ruleId());
        assertEquals("mine", override.get(1).ruleId());
        assertEquals(".m.rule.suppress_notices", override.get(2).ruleId());
        assertEquals("mine", rules.evaluate(context(message("hi")), BOB, null).ruleId());
        PushRuleset silenced = rules.setEnabled(RuleKind.OVERRIDE, ".m.rule.master", true);
        assertEquals(
                ".m.rule.master", silenced.evaluate(context(message("hi")), BOB, null).ruleId());
    }

    @Test
    @Tag("CS-PUSH-01")
    void kindsAreEvaluatedInTheirOrder() {
        PushRuleset rules = put(DEFAULTS, RuleKind.UNDERRIDE, "underride", NOTIFY);
        assertMatched("underride", rules);
        rules = put(rules, RuleKind.SENDER, ALICE.value(), MUTE);
        assertMatched(ALICE.value(), rules);
        rules = put(rules, RuleKind.ROOM, ROOM.value(), MUTE);
        assertMatched(ROOM.value(), rules);
        rules = put(rules, RuleKind.CONTENT, "content", "{\"pattern\": \"cake\", \"actions\": []}");
        assertMatched("content", rules);
        rules = put(rules, RuleKind.OVERRIDE, "override", NOTIFY);
        assertMatched("override", rules);
        rules =
                rules.setEnabled(RuleKind.OVERRIDE, "override", false)
                        .setEnabled(RuleKind.CONTENT, "content", false)
                        .setEnabled(RuleKind.ROOM, ROOM.value(), false)
                        .setEnabled(RuleKind.SENDER, ALICE.value(), false)
                        .setEnabled(RuleKind.UNDERRIDE, "underride", false);
        assertMatched(".m.rule.message", rules);
    }

    private static void assertMatched(String ruleId, PushRuleset rules) {
        assertEquals(ruleId, rules.evaluate(context(message("a cake")), BOB, null).ruleId());
    }

    @Test
    @Tag("CS-PUSH-02")
    void newRulesAreTheMostImportantUnlessPlacedBeforeOrAfterAnother() {
        PushRuleset rules =
                put(put(DEFAULTS, RuleKind.OVERRIDE, "a", MUTE), RuleKind.OVERRIDE, "b", MUTE);
        assertEquals(List.of("b", "a"), userRules(rules, RuleKind.OVERRIDE));
        rules = rules.put(RuleKind.OVERRIDE, "c", Json.parse(MUTE), "a", null);
        assertEquals(List.of("b", "c", "a"), userRules(rules, RuleKind.OVERRIDE));
        rules = rules.put(RuleKind.OVERRIDE, "d", Json.parse(MUTE), null, "b");
        assertEquals(List.of("b", "d", "c", "a"), userRules(rules, RuleKind.OVERRIDE));
        rules = rules.put(RuleKind.OVERRIDE, "b", Json.parse(MUTE), "a", "d");
        assertEquals(List.of("d", "c", "b", "a"), userRules(rules, RuleKind.OVERRIDE));
        rules = rules.put(RuleKind.OVERRIDE, "d", Json.parse(MUTE), null, "a");
        assertEquals(List.of("c", "b", "a", "d"), userRules(rules, RuleKind.OVERRIDE));
        rules = rules.put(RuleKind.OVERRIDE, "b", Json.parse(MUTE), "b", null);
        assertEquals(List.of("c", "b", "a", "d"), userRules(rules, RuleKind.OVERRIDE));
    }

    @Test
    @Tag("CS-PUSH-02")
    void aReplacedRuleKeepsItsPlaceAndWhetherItIsEnabled() {
        PushRuleset rules =
                put(put(DEFAULTS, RuleKind.OVERRIDE, "a", MUTE), RuleKind.OVERRIDE, "b", MUTE)
                        .setEnabled(RuleKind.OVERRIDE, "a", false);
        rules = put(rules, RuleKind.OVERRIDE, "a", NOTIFY);
        assertEquals(List.of("b", "a"), userRules(rules, RuleKind.OVERRIDE));
        PushRule replaced = rules.rule(RuleKind.OVERRIDE, "a");
        assertFalse(replaced.enabled());
        assertTrue(replaced.actions().notifies());
    }

    @Test
    @Tag("CS-PUSH-02")
    void aRuleCannotBePlacedNextToADefaultOrUnknownRule() {
        for (String neighbour : List.of("nowhere", ".m.rule.suppress_notices")) {
            assertError(
                    400,
                    "M_UNKNOWN",
                    () -> DEFAULTS.put(RuleKind.OVERRIDE, "a", Json.parse(MUTE), neighbour, null));
            assertError(
                    400,
                    "M_UNKNOWN",
                    () -> DEFAULTS.put(RuleKind.OVERRIDE, "a", Json.parse(MUTE), null, neighbour));
        }
    }

    @Test
    @Tag("CS-PUSH-02")
    void userRulesCanBeDeletedAndDefaultOnesCannot() {
        PushRuleset rules = put(DEFAULTS, RuleKind.ROOM, ROOM.value(), MUTE);
        assertSame(DEFAULTS, rules.delete(RuleKind.ROOM, ROOM.value()));
        assertError(404, "M_NOT_FOUND", () -> rules.delete(RuleKind.SENDER, ROOM.value()));
        assertError(
                400, "M_INVALID_PARAM", () -> rules.delete(RuleKind.OVERRIDE, ".m.rule.reaction"));
        assertError(404, "M_NOT_FOUND", () -> rules.delete(RuleKind.OVERRIDE, ".m.rule.roomnotif"));
    }

    @Test
    @Tag("CS-PUSH-02")
    void enabledAndActionsOfAnyRuleCanBeChangedAndBack() {
        List<JsonNode> loud =
                PushRuleBody.actions(
                        Json.parse("{\"actions\": [\"notify\", {\"set_tweak\": \"highlight\"}]}"));
        PushRuleset rules =
                DEFAULTS.setActions(RuleKind.UNDERRIDE, ".m.rule.message", loud)
                        .setEnabled(RuleKind.OVERRIDE, ".m.rule.suppress_notices", false);
        assertTrue(rules.evaluate(context(message("hi")), BOB, null).highlight());
        ObjectNode notice =
                PushEvents.event("m.room.message", "{\"msgtype\": \"m.notice\", \"body\": \"hi\"}");
        assertTrue(rules.evaluate(context(notice), BOB, null).notifies());
        PushRuleset back =
                rules.setEnabled(RuleKind.OVERRIDE, ".m.rule.suppress_notices", true)
                        .setActions(
                                RuleKind.UNDERRIDE,
                                ".m.rule.message",
                                PushRuleBody.actions(Json.parse(NOTIFY)));
        assertSame(DEFAULTS, back);
        PushRuleset mine =
                put(DEFAULTS, RuleKind.SENDER, ALICE.value(), MUTE)
                        .setActions(RuleKind.SENDER, ALICE.value(), loud);
        assertTrue(mine.evaluate(context(message("hi")), BOB, null).highlight());
        assertError(
                404,
                "M_NOT_FOUND",
                () -> DEFAULTS.setEnabled(RuleKind.ROOM, "!no:example.org", true));
        assertError(
                404,
                "M_NOT_FOUND",
                () -> DEFAULTS.setActions(RuleKind.OVERRIDE, ".m.rule.message", loud));
    }

    @ParameterizedTest
    @Tag("CS-PUSH-02")
    @CsvSource(
            delimiter = '|',
            value = {
                "OVERRIDE | .mine | {\"actions\": []} | M_INVALID_PARAM",
                "OVERRIDE | a/b   | {\"actions\": []} | M_INVALID_PARAM",
                "OVERRIDE | a\\b  | {\"actions\": []} | M_INVALID_PARAM",
                "OVERRIDE | ''    | {\"actions\": []} | M_INVALID_PARAM",
                "OVERRIDE | a     | {} | M_BAD_JSON",
                "OVERRIDE | a     | [] | M_BAD_JSON",
                "OVERRIDE | a     | {\"actions\": \"notify\"} | M_BAD_JSON",
                "OVERRIDE | a     | {\"actions\": [\"shout\"]} | M_BAD_JSON",
                "OVERRIDE | a     | {\"actions\": [7]} | M_BAD_JSON",
                "OVERRIDE | a     | {\"actions\": [{\"tweak\": 1}]} | M_BAD_JSON",
                "OVERRIDE | a     | {\"actions\": [], \"conditions\": {}} | M_BAD_JSON",
                "OVERRIDE | a     | {\"actions\": [], \"conditions\": [{\"key\": \"type\"}]} | M_BAD_JSON",
                "UNDERRIDE | a    | {\"actions\": [], \"conditions\": [\"x\"]} | M_BAD_JSON",
                "CONTENT  | a     | {\"actions\": []} | M_BAD_JSON",
                "CONTENT  | a     | {\"actions\": [], \"pattern\": 1} | M_BAD_JSON",
            })
    void refusesMalformedRules(RuleKind kind, String ruleId, String body, String errcode) {
        assertError(400, errcode, () -> put(DEFAULTS, kind, ruleId, body));
    }

    @Test
    @Tag("CS-PUSH-02")
    void boundsWhatOneUserMayAdd() {
        ObjectNode body = Json.object();
        body.putArray("actions");
        var conditions = body.putArray("conditions");
        for (int i = 0; i < PushRuleset.MAX_CONDITIONS; i++) {
            conditions.addObject().put("kind", "org.example.x");
        }
        PushRuleset full = DEFAULTS.put(RuleKind.OVERRIDE, "a", body, null, null);
        assertError(413, "M_TOO_LARGE", () -> put(full, RuleKind.UNDERRIDE, "b", MUTE));
        String longPattern = "{\"actions\": [], \"pattern\": \"" + "x".repeat(2000) + "\"}";
        assertError(400, "M_BAD_JSON", () -> put(DEFAULTS, RuleKind.CONTENT, "a", longPattern));
    }

    @Test
    @Tag("CS-PUSH-02")
    void bodiesOfEnabledAreCheckedAndMayBeBare() {
        assertTrue(PushRuleBody.enabled(Json.parse("{\"enabled\": true}")));
        assertFalse(PushRuleBody.enabled(Json.parse("false")));
        assertError(400, "M_BAD_JSON", () -> PushRuleBody.enabled(Json.parse("{}")));
        assertError(400, "M_BAD_JSON", () -> PushRuleBody.enabled(Json.parse("{\"enabled\": 1}")));
    }

    @Test
    @Tag("CS-PUSH-02")
    void clientsSeeRulesWithTheKeysOfTheirKind() {
        PushRuleset rules =
                put(
                        DEFAULTS,
                        RuleKind.CONTENT,
                        "c",
                        "{\"pattern\": \"cake\", \"actions\": [\"notify\"]}");
        assertEquals(
                Json.parse(
                        "{\"rule_id\": \"c\", \"default\": false, \"enabled\": true, \"pattern\": \"cake\","
                                + " \"actions\": [\"notify\"]}"),
                rules.rule(RuleKind.CONTENT, "c").toJson(BOB));
        ObjectNode room =
                put(DEFAULTS, RuleKind.ROOM, ROOM.value(), MUTE)
                        .rule(RuleKind.ROOM, ROOM.value())
                        .toJson(BOB);
        assertNull(room.get("conditions"));
        String placeholder =
                "{\"conditions\": [{\"kind\": \"event_match\", \"key\": \"sender\", \"pattern\": \""
                        + ConditionCompiler.USER_ID
                        + "\"}], \"actions\": []}";
        JsonNode conditions =
                put(DEFAULTS, RuleKind.OVERRIDE, "o", placeholder)
                        .rule(RuleKind.OVERRIDE, "o")
                        .toJson(BOB)
                        .get("conditions");
        assertEquals(ConditionCompiler.USER_ID, conditions.get(0).get("pattern").stringValue());
    }

    @Test
    @Tag("CS-PUSH-02")
    void onlyChangesAreStoredAndReadBack() {
        assertTrue(DEFAULTS.toStored().isEmpty());
        assertSame(DEFAULTS, PushRuleset.parse(null));
        assertSame(DEFAULTS, PushRuleset.parse(Json.object()));
        PushRuleset rules =
                put(
                        DEFAULTS,
                        RuleKind.OVERRIDE,
                        "o",
                        "{\"conditions\": [{\"kind\": \"x\"}], \"actions\": []}");
        rules =
                put(
                        rules,
                        RuleKind.CONTENT,
                        "c",
                        "{\"pattern\": \"cake\", \"actions\": [\"dont_notify\"]}");
        rules =
                put(rules, RuleKind.ROOM, ROOM.value(), MUTE)
                        .setEnabled(RuleKind.ROOM, ROOM.value(), false);
        rules =
                rules.setEnabled(RuleKind.OVERRIDE, ".m.rule.master", true)
                        .setActions(RuleKind.UNDERRIDE, ".m.rule.call", List.of());
        ObjectNode stored = rules.toStored().orElseThrow();
        assertEquals(
                Json.parse(
                        "{\"override\": [{\"rule_id\": \"o\", \"conditions\": [{\"kind\": \"x\"}], \"actions\": []}],"
                                + " \"content\": [{\"rule_id\": \"c\", \"pattern\": \"cake\", \"actions\": [\"dont_notify\"]}],"
                                + " \"room\": [{\"rule_id\": \"!room:example.org\", \"enabled\": false, \"actions\": []}],"
                                + " \"defaults\": {\"override\": {\".m.rule.master\": {\"enabled\": true}},"
                                + " \"underride\": {\".m.rule.call\": {\"actions\": []}}}}"),
                stored);
        PushRuleset read = PushRuleset.parse(Json.parse(Json.bytes(stored)));
        assertEquals(rules.toJson(BOB), read.toJson(BOB));
        assertEquals(stored, read.toStored().orElseThrow());
    }

    @Test
    void overridesOfDefaultRulesOfAnotherVersionSurvive() {
        JsonNode stored =
                Json.parse(
                        "{\"defaults\": {\"override\": {\".m.rule.future\": {\"enabled\": false}}}}");
        PushRuleset rules = PushRuleset.parse(stored);
        assertEquals(stored, rules.toStored().orElseThrow());
        assertEquals(DEFAULTS.toJson(BOB), rules.toJson(BOB));
    }

    @Test
    @Tag("CS-PUSH-01")
    void unknownKindsAreRefused() {
        assertEquals(RuleKind.UNDERRIDE, RuleKind.parse("underride"));
        assertError(400, "M_INVALID_PARAM", () -> RuleKind.parse("postcontent"));
    }
}
