package io.heddle.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class EventFormatTest {
    private static ObjectNode message(RoomVersion version) {
        return TestEvents.message(version).json().deepCopy();
    }

    private static String refusal(ObjectNode event, RoomVersion version) {
        InvalidEventException refused =
                catchThrowableOfType(InvalidEventException.class, () -> Pdu.parse(event, version));
        return refused == null ? "" : refused.errcode();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type",
                "sender",
                "room_id",
                "content",
                "depth",
                "origin_server_ts",
                "hashes",
                "signatures",
                "prev_events",
                "auth_events"
            })
    void wantsEveryRequiredKeyInItsType(String key) {
        for (RoomVersion version : RoomVersions.ALL) {
            ObjectNode without = message(version);
            without.remove(key);
            assertThat(refusal(without, version)).isEqualTo("M_BAD_JSON");
            for (String wrong : new String[] {"null", "true", "-1.5", "[[]]", "[{}]", "\"\""}) {
                ObjectNode other = message(version);
                other.set(key, Json.parse(wrong));
                boolean emptyTextIsText = key.equals("type") && wrong.equals("\"\"");
                assertThat(refusal(other, version)).isEqualTo(emptyTextIsText ? "" : "M_BAD_JSON");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "state_key, 5",
        "state_key, null",
        "sender, '\"alice\"'",
        "sender, '\"@alice:\"'",
        "hashes, {}",
        "hashes, '{\"sha256\":5}'",
        "signatures, '{\"domain\":\"x\"}'",
        "depth, -1",
        "depth, 9007199254740992",
        "prev_events, '[\"\"]'",
        "auth_events, '[\"no sigil\"]'",
        "prev_events, '[5]'",
        "event_id, '\"$x:domain\"'"
    })
    @Tag("RV-06")
    void refusesMalformedValues(String key, String value) {
        ObjectNode event = message(RoomVersions.V11);
        event.set(key, Json.parse(value));

        assertThat(refusal(event, RoomVersions.V11)).isEqualTo("M_BAD_JSON");
    }

    @Test
    @Tag("RV-18")
    void depthMayBeLargerInOldVersions() {
        for (RoomVersion version : RoomVersions.ALL) {
            ObjectNode event = message(version).put("depth", Long.MAX_VALUE);
            assertThat(refusal(event, version)).isEqualTo(version.strictJson() ? "M_BAD_JSON" : "");
            ObjectNode beyond = message(version);
            beyond.set("depth", Json.parse("9223372036854775808"));
            assertThat(refusal(beyond, version)).isEqualTo("M_BAD_JSON");
        }
    }

    @Test
    @Tag("RV-18")
    void limitsTheNumberOfReferences() {
        for (RoomVersion version : RoomVersions.ALL) {
            assertThat(refusal(withReferences(version, "auth_events", 10), version)).isEmpty();
            assertThat(refusal(withReferences(version, "auth_events", 11), version))
                    .isEqualTo("M_BAD_JSON");
            assertThat(refusal(withReferences(version, "prev_events", 20), version)).isEmpty();
            assertThat(refusal(withReferences(version, "prev_events", 21), version))
                    .isEqualTo("M_BAD_JSON");
        }
    }

    private static ObjectNode withReferences(RoomVersion version, String key, int count) {
        ObjectNode event = message(version);
        ArrayNode references = event.putArray(key);
        for (int i = 0; i < count; i++) {
            if (version.eventFormat().isHashed()) {
                references.add("$" + i);
            } else {
                references.addArray().add("$" + i + ":domain").addObject();
            }
        }
        return event;
    }

    @Test
    @Tag("CS-API-11")
    void anEventMayHave65536BytesWithItsSignatures() {
        for (RoomVersion version : RoomVersions.ALL) {
            ObjectNode event = message(version);
            int rest = 65536 - Pdu.parse(event, version).canonical().length;
            String body = Json.string(event.get("content"), "body");
            Json.object(event, "content").put("body", body + "a".repeat(rest));
            assertThat(Pdu.parse(event, version).canonical()).hasSize(65536);

            event.putObject("unsigned").put("age", 1);
            assertThat(refusal(event, version)).isEmpty();
            Json.object(event, "content").put("body", body + "a".repeat(rest + 1));
            assertThat(refusal(event, version)).isEqualTo("M_TOO_LARGE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "state_key"})
    @Tag("CS-API-11")
    void typeAndStateKeyMayHave255Bytes(String key) {
        ObjectNode event = message(RoomVersions.V12);

        assertThat(refusal(event.put(key, "ä".repeat(127) + "a"), RoomVersions.V12)).isEmpty();
        assertThat(refusal(event.put(key, "ä".repeat(128)), RoomVersions.V12))
                .isEqualTo("M_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sender", "room_id", "event_id"})
    @Tag("CS-API-11")
    void identifiersMayHave255Bytes(String key) {
        ObjectNode event = message(RoomVersions.V1);
        String sigil = Json.string(event, key).substring(0, 1);

        assertThat(refusal(event.put(key, sigil + "a".repeat(247) + ":domain"), RoomVersions.V1))
                .isEmpty();
        assertThat(refusal(event.put(key, sigil + "a".repeat(248) + ":domain"), RoomVersions.V1))
                .isEqualTo("M_TOO_LARGE");
    }

    @Test
    @Tag("RV-12")
    void roomIdsAreOfTheirVersion() {
        assertThat(
                        refusal(
                                message(RoomVersions.V12).put("room_id", "!room:domain"),
                                RoomVersions.V12))
                .isEqualTo("M_BAD_JSON");
        assertThat(refusal(message(RoomVersions.V12).put("room_id", "!short"), RoomVersions.V12))
                .isEqualTo("M_BAD_JSON");
        assertThat(
                        refusal(
                                message(RoomVersions.V11).put("room_id", "!" + TestEvents.HASH),
                                RoomVersions.V11))
                .isEqualTo("M_BAD_JSON");
        ObjectNode create =
                TestEvents.create(RoomVersions.V12)
                        .json()
                        .deepCopy()
                        .put("room_id", "!" + TestEvents.HASH);
        assertThat(refusal(create, RoomVersions.V12)).isEqualTo("M_BAD_JSON");
    }

    @Test
    @Tag("RV-01")
    void oldEventsWantAnIdWithADomain() {
        assertThat(refusal(message(RoomVersions.V1).put("event_id", "$x"), RoomVersions.V1))
                .isEqualTo("M_BAD_JSON");
        ObjectNode without = message(RoomVersions.V2);
        without.remove("event_id");
        assertThat(refusal(without, RoomVersions.V2)).isEqualTo("M_BAD_JSON");
        ObjectNode flat = message(RoomVersions.V2);
        flat.putArray("prev_events").add("$x:domain");
        assertThat(refusal(flat, RoomVersions.V2)).isEqualTo("M_BAD_JSON");
    }

    @Test
    @Tag("RV-06")
    void numbersAreCanonicalSinceVersion6() {
        for (RoomVersion version : RoomVersions.ALL) {
            for (String number :
                    new String[] {"1.5", "1e3", "9007199254740992", "-99999999999999999999"}) {
                ObjectNode event = message(version);
                Json.object(event, "content").set("n", Json.parse(number));
                assertThat(refusal(event, version))
                        .isEqualTo(version.strictJson() ? "M_BAD_JSON" : "");
            }
        }
    }

    @Test
    void dropsUnsignedAndLeavesTheGivenObjectAlone() {
        ObjectNode event = message(RoomVersions.V12);
        event.putObject("unsigned").put("age", 5);
        Pdu parsed = Pdu.parse(event, RoomVersions.V12);

        assertThat(parsed.json().has("unsigned")).isFalse();
        assertThat(event.has("unsigned")).isTrue();
    }

    @Test
    void refusesWhatIsNoObjectOrTooDeep() {
        for (String text : new String[] {"", "[]", "{", "5", "{\"a\":\"\\ud800\"}"}) {
            assertThatThrownBy(() -> Pdu.parse(text.getBytes(UTF_8), RoomVersions.V12))
                    .isInstanceOfSatisfying(
                            InvalidEventException.class,
                            e -> assertThat(e.errcode()).isEqualTo("M_NOT_JSON"));
        }
        ObjectNode event = message(RoomVersions.V12);
        String deep = "{\"a\":" + "[".repeat(9000) + "]".repeat(9000) + "}";
        event.set("content", Json.parseEnvelope(deep.getBytes(UTF_8)));
        assertThat(refusal(event, RoomVersions.V12)).isEqualTo("M_BAD_JSON");
    }

    @Test
    void malformedTargetsOfRedactionsAreNone() {
        ObjectNode event = message(RoomVersions.V10).put("type", "m.room.redaction");

        assertThat(Pdu.parse(event, RoomVersions.V10).redacts()).isNull();
        assertThat(Pdu.parse(event.put("redacts", 5), RoomVersions.V10).redacts()).isNull();
        assertThat(Pdu.parse(event.put("redacts", "x"), RoomVersions.V10).redacts()).isNull();
    }
}
