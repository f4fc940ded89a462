package io.heddle.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

@Tag("RV-16")
class RedactionTest {
    private static final String ALWAYS =
            "auth_events content depth event_id hashes origin_server_ts prev_events room_id sender signatures state_key type";
    private static final String LEVELS =
            "ban events events_default kick redact state_default users users_default";

    /// First version, last version, then an event type and the keys of its content that stay.
    static Stream<Object[]> contents() {
        return Stream.of(
                row(1, 8, "m.room.member", "membership"),
                row(9, 10, "m.room.member", "join_authorised_via_users_server membership"),
                row(
                        11,
                        12,
                        "m.room.member",
                        "join_authorised_via_users_server membership third_party_invite"),
                row(1, 10, "m.room.create", "creator"),
                row(1, 7, "m.room.join_rules", "join_rule"),
                row(8, 12, "m.room.join_rules", "allow join_rule"),
                row(1, 10, "m.room.power_levels", LEVELS),
                row(11, 12, "m.room.power_levels", LEVELS + " invite"),
                row(1, 5, "m.room.aliases", "aliases"),
                row(6, 12, "m.room.aliases", ""),
                row(1, 12, "m.room.history_visibility", "history_visibility"),
                row(1, 10, "m.room.redaction", ""),
                row(11, 12, "m.room.redaction", "redacts"),
                row(1, 12, "m.room.message", ""),
                row(1, 12, "m.room.name", ""));
    }

    private static Object[] row(int first, int last, String type, String keys) {
        return new Object[] {first, last, type, keys};
    }

    @ParameterizedTest
    @MethodSource("contents")
    void keepsTheContentThatTheVersionKeeps(int first, int last, String type, String keys) {
        for (RoomVersion version : RoomVersions.ALL.subList(first - 1, last)) {
            ObjectNode redacted = Redaction.redact(event(type), version);

            assertThat(redacted.get("content").propertyNames())
                    .as("version %s", version)
                    .containsExactlyInAnyOrderElementsOf(words(keys));
        }
    }

    @Test
    void keepsAllOfCreateSinceVersion11() {
        for (RoomVersion version : RoomVersions.ALL.subList(10, 12)) {
            ObjectNode event = event("m.room.create");
            assertThat(Redaction.redact(event, version).get("content"))
                    .isEqualTo(event.get("content"));
        }
    }

    @Test
    void keepsOnlyTheSignedPartOfThirdPartyInvites() {
        ObjectNode redacted = Redaction.redact(event("m.room.member"), RoomVersions.V11);

        assertThat(redacted.get("content").get("third_party_invite"))
                .isEqualTo(Json.parse("{\"signed\":{\"token\":\"t\"}}"));
    }

    @Test
    @Tag("RV-11")
    void dropsOldTopLevelKeysSinceVersion11() {
        for (RoomVersion version : RoomVersions.ALL) {
            String legacy =
                    version.redaction().keepsLegacyKeys() ? " membership origin prev_state" : "";
            assertThat(Redaction.redact(event("m.room.message"), version).propertyNames())
                    .as("version %s", version)
                    .containsExactlyInAnyOrderElementsOf(words(ALWAYS + legacy));
        }
    }

    @Test
    void leavesTheEventItselfAlone() {
        ObjectNode event = event("m.room.member");
        ObjectNode before = event.deepCopy();
        Redaction.redact(event, RoomVersions.V12);

        assertThat(event).isEqualTo(before);
    }

    @Test
    void copesWithMalformedEvents() {
        ObjectNode odd = Json.parseObject("{\"type\":5,\"content\":[]}");
        assertThat(Redaction.redact(odd, RoomVersions.V12))
                .isEqualTo(Json.parse("{\"type\":5,\"content\":{}}"));
        ObjectNode invite =
                Json.parseObject(
                        "{\"type\":\"m.room.member\",\"content\":{\"third_party_invite\":\"x\"}}");
        assertThat(Redaction.redact(invite, RoomVersions.V12).get("content")).isEmpty();
    }

    private static Iterable<String> words(String text) {
        return text.isEmpty() ? java.util.List.of() : Arrays.asList(text.split(" "));
    }

    private static ObjectNode event(String type) {
        ObjectNode event = Json.object();
        for (String key : words(ALWAYS + " membership origin prev_state redacts unsigned extra")) {
            event.put(key, "x");
        }
        event.put("type", type);
        ObjectNode content = event.putObject("content");
        for (String key :
                words(
                        LEVELS
                                + " invite notifications aliases allow join_rule creator room_version membership displayname"
                                + " join_authorised_via_users_server history_visibility redacts reason body name")) {
            content.put(key, "x");
        }
        ObjectNode invite = content.putObject("third_party_invite");
        invite.put("display_name", "x").putObject("signed").put("token", "t");
        return event;
    }
}
