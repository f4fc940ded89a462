package io.heddle.protocol.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A rule as a client sends it, and a whole set as it is stored.
@Tag("CS-PUSH-02")
class PushRuleFuzzTest {
    private static final UserId BOB = UserId.parse("@bob:example.org");
    private static final ObjectNode MESSAGE =
            Json.parseObject(
                    """
                    {"type":"m.room.message","sender":"@alice:example.org","room_id":"!room:example.org",
                     "content":{"msgtype":"m.text","body":"hello * bob","m.mentions":{"user_ids":["@bob:example.org"]}}}\
                    """);
    private static final PushContext CONTEXT =
            new PushContext(
                    MESSAGE,
                    RoomId.parse("!room:example.org"),
                    UserId.parse("@alice:example.org"),
                    10,
                    0,
                    key -> 50);

    @FuzzTest(maxDuration = Fuzzing.TIME)
    void anyRuleIsTakenOrRefusedWithAMatrixError(byte[] bytes) {
        JsonNode json;
        try {
            json = Json.parse(bytes);
        } catch (JsonParseFailure refused) {
            return;
        }
        for (RuleKind kind : RuleKind.values()) {
            put(kind, json);
        }
        stored(json);
    }

    private static void put(RuleKind kind, JsonNode body) {
        try {
            PushRuleset rules = PushRuleset.defaults().put(kind, "a", body, null, null);
            rules.evaluate(CONTEXT, BOB, "bob");
            assertThat(PushRuleset.parse(rules.toStored().orElseThrow()).toJson(BOB))
                    .isEqualTo(rules.toJson(BOB));
        } catch (MatrixException refused) {
            assertThat(refused.status()).isIn(400, 413);
        }
    }

    private static void stored(JsonNode json) {
        PushRuleset rules = PushRuleset.parse(json);
        rules.evaluate(CONTEXT, BOB, "bob");
        JsonNode stored = rules.toStored().orElseGet(Json::object);
        assertThat(PushRuleset.parse(stored).toStored().orElseGet(Json::object)).isEqualTo(stored);
    }
}
