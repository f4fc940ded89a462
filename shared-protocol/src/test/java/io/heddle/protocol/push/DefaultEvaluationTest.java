package io.heddle.protocol.push;

import static io.heddle.protocol.push.PushEvents.ALICE;
import static io.heddle.protocol.push.PushEvents.BOB;
import static io.heddle.protocol.push.PushEvents.CAROL;
import static io.heddle.protocol.push.PushEvents.context;
import static io.heddle.protocol.push.PushEvents.event;
import static io.heddle.protocol.push.PushEvents.message;
import static io.heddle.protocol.push.PushEvents.state;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

@Tag("CS-PUSH-06")
class DefaultEvaluationTest {

    @ParameterizedTest
    @Tag("CS-PUSH-04")
    @Tag("CS-PUSH-05")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "m.room.message   | {\"msgtype\": \"m.text\"}   | 10 | .m.rule.message                   | true  | -",
                "m.room.message   | {\"msgtype\": \"m.text\"}   | 2  | .m.rule.room_one_to_one           | true  | default",
                "m.room.message   | {\"msgtype\": \"m.notice\"} | 2  | .m.rule.suppress_notices          | false | -",
                "m.room.encrypted | {}                          | 10 | .m.rule.encrypted                 | true  | -",
                "m.room.encrypted | {}                          | 2  | .m.rule.encrypted_room_one_to_one | true  | default",
                "m.call.invite    | {}                          | 2  | .m.rule.call                      | true  | ring",
                "m.reaction       | {}                          | 2  | .m.rule.reaction                  | false | -",
                "m.room.message   | {\"m.relates_to\": {\"rel_type\": \"m.replace\"}} | 2 | .m.rule.suppress_edits | false | -",
                "m.room.name      | {}                          | 2  | -                                 | false | -",
            })
    void everyoneElseGetsTheActionsOfTheFirstMatchingDefaultRule(
            String type,
            String content,
            long members,
            String ruleId,
            boolean notifies,
            String sound) {
        DefaultEvaluation evaluation =
                DefaultEvaluation.of(context(event(type, content), members, 0));
        assertEquals(ruleId, evaluation.common().ruleId());
        assertEquals(notifies, evaluation.common().notifies());
        assertEquals(sound, evaluation.common().sound());
        assertFalse(evaluation.common().highlight());
        assertEquals(evaluation.common(), evaluation.forUser(BOB));
        assertEquals(!notifies, evaluation.isSilent());
    }

    @ParameterizedTest
    @Tag("CS-REL-09")
    @CsvSource(
            nullValues = "-",
            value = {
                "start, 10, poll_start, true, -",
                "start, 2, poll_start_one_to_one, true, default",
                "end, 10, poll_end, true, -",
                "end, 2, poll_end_one_to_one, true, default",
                "response, 2, poll_response, false, -",
            })
    void pollsNotifyWhenTheyStartAndEnd(
            String event, long members, String rule, boolean notifies, String sound) {
        Actions actions =
                DefaultEvaluation.of(
                                context(
                                        event("org.matrix.msc3381.poll." + event, "{}"),
                                        members,
                                        0))
                        .common();
        assertEquals(".org.matrix.msc3930.rule." + rule, actions.ruleId());
        assertEquals(notifies, actions.notifies());
        assertEquals(sound, actions.sound());
    }

    @Test
    @Tag("CS-PUSH-04")
    void mentionedUsersAreExceptions() {
        ObjectNode event = message("hi");
        ((ObjectNode) event.get("content"))
                .set(
                        "m.mentions",
                        Json.parse("{\"user_ids\": [\"@bob:example.org\", 7, \"nonsense\"]}"));
        DefaultEvaluation evaluation = DefaultEvaluation.of(context(event));
        assertEquals(".m.rule.is_user_mention", evaluation.forUser(BOB).ruleId());
        assertTrue(evaluation.forUser(BOB).highlight());
        assertEquals(".m.rule.message", evaluation.forUser(CAROL).ruleId());
        assertEquals(
                Set.of(ALICE.value(), BOB.value(), "nonsense"), evaluation.exceptions().keySet());
    }

    @Test
    @Tag("CS-PUSH-04")
    void mentionsInAnEditHighlightAlthoughEditsAreSuppressed() {
        String content =
                "{\"m.relates_to\": {\"rel_type\": \"m.replace\"}, \"m.mentions\": {\"user_ids\": [\"@bob:example.org\"]}}";
        DefaultEvaluation evaluation =
                DefaultEvaluation.of(context(event("m.room.message", content)));
        assertTrue(evaluation.forUser(BOB).highlight());
        assertFalse(evaluation.forUser(CAROL).notifies());
        assertFalse(evaluation.isSilent());
    }

    @Test
    @Tag("CS-PUSH-04")
    void bodiesAreNotSearchedForNamesOrRoomMentions() {
        DefaultEvaluation evaluation =
                DefaultEvaluation.of(context(message("bob, @room"), 10, 100));
        assertFalse(evaluation.forUser(BOB).highlight());
        assertFalse(PushRuleset.defaults().needsDisplayName());
    }

    @Test
    @Tag("CS-PUSH-04")
    void roomMentionsNeedThePowerForThem() {
        ObjectNode event = event("m.room.message", "{\"m.mentions\": {\"room\": true}}");
        assertEquals(
                ".m.rule.is_room_mention",
                DefaultEvaluation.of(context(event, 10, 50)).common().ruleId());
        assertEquals(
                ".m.rule.message", DefaultEvaluation.of(context(event, 10, 49)).common().ruleId());
    }

    @Test
    @Tag("CS-PUSH-04")
    void onlyTheInvitedUserHearsOfAnInvite() {
        DefaultEvaluation evaluation =
                DefaultEvaluation.of(
                        context(
                                state(
                                        "m.room.member",
                                        BOB.value(),
                                        "{\"membership\": \"invite\"}")));
        assertEquals(".m.rule.invite_for_me", evaluation.forUser(BOB).ruleId());
        assertEquals("default", evaluation.forUser(BOB).sound());
        assertEquals(".m.rule.member_event", evaluation.forUser(CAROL).ruleId());
        assertFalse(evaluation.common().notifies());
    }

    @Test
    @Tag("CS-PUSH-04")
    void tombstonesHighlightAndServerAclsAreSilentAsStateOnly() {
        assertTrue(
                DefaultEvaluation.of(context(state("m.room.tombstone", "", "{}")))
                        .common()
                        .highlight());
        assertNull(
                DefaultEvaluation.of(context(event("m.room.tombstone", "{}"))).common().ruleId());
        assertEquals(
                ".m.rule.room.server_acl",
                DefaultEvaluation.of(context(state("m.room.server_acl", "", "{}")))
                        .common()
                        .ruleId());
    }

    @Test
    void theSenderGetsNothingEvenWhenMentioned() {
        ObjectNode event =
                event(
                        "m.room.message",
                        "{\"m.mentions\": {\"user_ids\": [\"@alice:example.org\"]}}");
        DefaultEvaluation evaluation = DefaultEvaluation.of(context(event));
        assertEquals(Actions.NONE, evaluation.forUser(ALICE));
        PushRuleset custom =
                PushRuleset.defaults()
                        .put(
                                RuleKind.OVERRIDE,
                                "all",
                                Json.parse("{\"actions\": [\"notify\"]}"),
                                null,
                                null);
        assertEquals(Actions.NONE, evaluation.evaluateFor(custom, ALICE, null));
        assertEquals("all", evaluation.evaluateFor(custom, BOB, null).ruleId());
        assertEquals(
                ".m.rule.message",
                evaluation.evaluateFor(PushRuleset.defaults(), BOB, null).ruleId());
    }

    @Test
    void rulesWithDisplayNamesSayThatTheyNeedThem() {
        PushRuleset rules =
                PushRuleset.defaults()
                        .put(
                                RuleKind.OVERRIDE,
                                "name",
                                Json.parse(
                                        "{\"conditions\": [{\"kind\": \"contains_display_name\"}],"
                                                + " \"actions\": [\"notify\", {\"set_tweak\": \"highlight\"}]}"),
                                null,
                                null);
        assertTrue(rules.needsDisplayName());
        DefaultEvaluation evaluation = DefaultEvaluation.of(context(message("dear Bobby!")));
        assertTrue(evaluation.evaluateFor(rules, BOB, "bobby").highlight());
        assertFalse(evaluation.evaluateFor(rules, BOB, "rob").highlight());
        assertFalse(rules.setEnabled(RuleKind.OVERRIDE, "name", false).needsDisplayName());
    }

    @Test
    void agreesWithEvaluatingTheDefaultRulesForEachUser() {
        Random random = new Random(11);
        List<UserId> users = List.of(ALICE, BOB, CAROL);
        for (int i = 0; i < 20_000; i++) {
            PushContext context =
                    context(randomEvent(random), random.nextInt(4), random.nextInt(2) * 100L);
            DefaultEvaluation evaluation = DefaultEvaluation.of(context);
            for (UserId user : users) {
                assertEquals(
                        PushRuleset.defaults().evaluate(context, user, null),
                        evaluation.forUser(user));
            }
        }
    }

    @Test
    @Tag("CS-PUSH-10")
    void agreesAboutThreadsAsWell() {
        PushFeatures features = new PushFeatures(true, true);
        Random random = new Random(12);
        List<UserId> users = List.of(ALICE, BOB, CAROL);
        for (int i = 0; i < 20_000; i++) {
            PushContext context =
                    context(randomEvent(random), random.nextInt(4), random.nextInt(2) * 100L);
            if (random.nextBoolean()) {
                context = context.inThread(random.nextBoolean() ? Set.of(BOB.value()) : Set.of());
            }
            DefaultEvaluation evaluation = DefaultEvaluation.of(context, features);
            for (UserId user : users) {
                assertEquals(
                        PushRuleset.defaults(features).evaluate(context, user, null),
                        evaluation.forUser(user));
            }
        }
    }

    private static ObjectNode randomEvent(Random random) {
        List<String> types =
                List.of(
                        "m.room.member",
                        "m.room.message",
                        "m.room.encrypted",
                        "m.reaction",
                        "m.room.tombstone",
                        "m.call.invite",
                        "org.matrix.msc3381.poll.start");
        ObjectNode event = event(types.get(random.nextInt(types.size())), "{}");
        ObjectNode content = (ObjectNode) event.get("content");
        content.put("membership", random.nextBoolean() ? "invite" : "join");
        content.put("msgtype", random.nextBoolean() ? "m.text" : "m.notice");
        if (random.nextBoolean()) {
            event.put("state_key", List.of("", BOB.value(), ALICE.value()).get(random.nextInt(3)));
        }
        if (random.nextBoolean()) {
            ObjectNode mentions = content.putObject("m.mentions").put("room", random.nextBoolean());
            mentions.putArray("user_ids").add(random.nextBoolean() ? BOB.value() : ALICE.value());
        }
        if (random.nextInt(4) == 0) {
            content.putObject("m.relates_to").put("rel_type", "m.replace");
        }
        return event;
    }

    /// Prints only: machines differ.
    @Test
    void tellsWhatAnEvaluationCosts() {
        PushContext context =
                context(message("some text of a usual length, written by somebody to the others"));
        PushRuleset muted =
                PushRuleset.defaults()
                        .put(
                                RuleKind.ROOM,
                                "!other:example.org",
                                Json.parse("{\"actions\": []}"),
                                null,
                                null)
                        .put(
                                RuleKind.CONTENT,
                                "cake",
                                Json.parse("{\"pattern\": \"cake\", \"actions\": [\"notify\"]}"),
                                null,
                                null);
        int notified = 0;
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 50_000; i++) {
                notified += DefaultEvaluation.of(context).common().notifies() ? 1 : 0;
            }
            long middle = System.nanoTime();
            for (int i = 0; i < 50_000; i++) {
                notified += muted.evaluate(context, BOB, null).notifies() ? 1 : 0;
            }
            long end = System.nanoTime();
            System.out.printf(
                    "push rules: %d ns for all default users, %d ns for one with own rules%n",
                    (middle - start) / 50_000, (end - middle) / 50_000);
        }
        assertEquals(300_000, notified);
    }
}
