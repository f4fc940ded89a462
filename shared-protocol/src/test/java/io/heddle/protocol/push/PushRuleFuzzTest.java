package io.heddle.protocol.push;

import static io.heddle.protocol.push.PushEvents.BOB;
import static io.heddle.protocol.push.PushEvents.context;
import static io.heddle.protocol.push.PushEvents.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.RandomTrees;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Two seconds of seeded random input each.
class PushRuleFuzzTest {
    private static final long NANOS = 2_000_000_000L;
    private static final RandomTrees TREES =
            new RandomTrees(
                    5,
                    List.of(
                            "kind",
                            "key",
                            "pattern",
                            "value",
                            "is",
                            "conditions",
                            "actions",
                            "rule_id",
                            "enabled",
                            "set_tweak",
                            "override",
                            "content",
                            "room",
                            "sender",
                            "underride",
                            "defaults",
                            ".m.rule.master",
                            ".m.rule.call"),
                    List.of(
                            "event_match",
                            "event_property_is",
                            "event_property_contains",
                            "room_member_count",
                            "sender_notification_permission",
                            "contains_display_name",
                            "content.body",
                            "type",
                            "content.\\",
                            "m.room.*",
                            "*?*",
                            "<=2",
                            ">",
                            "notify",
                            "highlight",
                            "@bob:example.org",
                            ""));

    @Test
    @Tag("CS-PUSH-02")
    void anyBodyIsTakenOrRefusedWithAMatrixError() {
        PushContext context = context(message("hello * bob"));
        long end = System.nanoTime() + NANOS;
        int taken = 0;
        while (System.nanoTime() - end < 0) {
            RuleKind kind = RuleKind.values()[TREES.random().nextInt(RuleKind.values().length)];
            JsonNode body = TREES.next();
            try {
                PushRuleset rules = PushRuleset.defaults().put(kind, "a", body, null, null);
                rules.evaluate(context, BOB, "bob");
                assertEquals(
                        rules.toJson(BOB),
                        PushRuleset.parse(rules.toStored().orElseThrow()).toJson(BOB));
                taken++;
            } catch (MatrixException e) {
                assertTrue(
                        e.status() == 400 || e.status() == 413, () -> body + " gave " + e.status());
            }
        }
        assertTrue(taken > 100, "the generator makes valid rules too: " + taken);
    }

    @Test
    void anyStoredTreeIsReadAndWrittenStably() {
        PushContext context = context(message("hello * bob"));
        long end = System.nanoTime() + NANOS;
        while (System.nanoTime() - end < 0) {
            PushRuleset rules = PushRuleset.parse(TREES.next());
            rules.evaluate(context, BOB, "bob");
            JsonNode stored = rules.toStored().orElseGet(Json::object);
            assertEquals(stored, PushRuleset.parse(stored).toStored().orElseGet(Json::object));
        }
    }
}
