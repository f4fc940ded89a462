package io.heddle.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.crypto.UnpaddedBase64;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.CanonicalJson;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class EventBuilderTest {
    static Stream<RoomVersion> versions() {
        return RoomVersions.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Tag("APX-02")
    void whatItBuildsParsesAndVerifiesElsewhere(RoomVersion version) {
        for (Pdu built : List.of(TestEvents.message(version), TestEvents.create(version))) {
            Pdu received = Pdu.parse(built.canonical(), version);

            assertThat(received.eventId()).isEqualTo(built.eventId());
            assertThat(received.roomId()).isEqualTo(built.roomId());
            assertThat(received.canonical()).isEqualTo(built.canonical());
            assertThat(ContentHash.matches(received)).isTrue();
            assertThat(EventSigner.verify(received, TestEvents.SERVER, TestEvents.KEY.verifyKey()))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void redactionKeepsIdAndSignatureButNotTheContentHash(RoomVersion version) {
        Pdu message = TestEvents.message(version);
        Pdu redacted = message.redacted();

        assertThat(redacted.content()).isEmpty();
        assertThat(EventSigner.verify(redacted, TestEvents.SERVER, TestEvents.KEY.verifyKey()))
                .isTrue();
        assertThat(ContentHash.matches(redacted)).isFalse();
        assertThat(Pdu.parse(redacted.json(), version).eventId()).isEqualTo(message.eventId());
    }

    @Test
    void anyChangeOfTheEssenceBreaksTheSignature() {
        ObjectNode event = TestEvents.message(RoomVersions.V11).json().deepCopy();
        Pdu changed = Pdu.parse(event.put("depth", 6), RoomVersions.V11);

        assertThat(EventSigner.verify(changed, TestEvents.SERVER, TestEvents.KEY.verifyKey()))
                .isFalse();
        assertThat(EventSigner.verify(changed, new ServerName("other"), TestEvents.KEY.verifyKey()))
                .isFalse();
        assertThat(ContentHash.matches(changed)).isFalse();
    }

    @Test
    @Tag("RV-01")
    void oldEventsCarryAnIdWithADomainAndPairsOfReferences() {
        EventId prev = TestEvents.reference(RoomVersions.V1);
        Pdu event =
                TestEvents.builder(RoomVersions.V1, "m.room.message")
                        .referenceHashes(Map.of(prev, "aGFzaA"))
                        .build(TestEvents.SERVER, TestEvents.KEY);

        assertThat(event.eventId().server()).contains(TestEvents.SERVER);
        assertThat(Json.string(event.json(), "event_id")).isEqualTo(event.eventId().value());
        assertThat(event.json().get("prev_events"))
                .isEqualTo(Json.parse("[[\"$prev:domain\",{\"sha256\":\"aGFzaA\"}]]"));
        assertThat(event.prevEvents()).containsExactly(prev);
    }

    @Test
    @Tag("RV-03")
    @Tag("RV-04")
    void laterIdsAreTheReferenceHash() {
        for (RoomVersion version : RoomVersions.ALL.subList(2, 12)) {
            Pdu event = TestEvents.message(version);
            byte[] hash = EventIds.referenceHash(event.json(), version);

            assertThat(UnpaddedBase64.decode(event.eventId().value().substring(1))).isEqualTo(hash);
            assertThat(event.json().has("event_id")).isFalse();
            assertThat(event.json().get("auth_events").get(0).isString()).isTrue();
            assertThat(
                            version == RoomVersions.V3
                                    ? event.eventId().isHash()
                                    : event.eventId().isUrlSafeHash())
                    .isTrue();
        }
    }

    @Test
    @Tag("RV-12")
    void theRoomIdOfVersion12IsTheHashOfItsCreateEvent() {
        Pdu create = TestEvents.create(RoomVersions.V12);

        assertThat(create.json().has("room_id")).isFalse();
        assertThat(create.roomId().value().substring(1))
                .isEqualTo(create.eventId().value().substring(1));
        assertThat(create.roomId().createEventId()).isEqualTo(create.eventId());
        assertThat(create.isCreate()).isTrue();
    }

    @Test
    @Tag("RV-11")
    void redactionsNameTheirTargetWhereTheVersionWantsIt() {
        for (RoomVersion version : RoomVersions.ALL) {
            EventId target = TestEvents.reference(version);
            ObjectNode content = Json.object().put("reason", "x");
            Pdu event =
                    TestEvents.builder(version, "m.room.redaction")
                            .content(content)
                            .redacts(target)
                            .build(TestEvents.SERVER, TestEvents.KEY);

            assertThat(event.redacts()).isEqualTo(target);
            assertThat(event.json().has("redacts")).isEqualTo(!version.redactsInContent());
            assertThat(event.content().has("redacts")).isEqualTo(version.redactsInContent());
            assertThat(content.has("redacts")).isFalse();
        }
    }

    @Test
    @Tag("RV-18")
    void depthStopsAtTheLimit() {
        Pdu event =
                TestEvents.builder(RoomVersions.V10, "a")
                        .depth(Long.MAX_VALUE)
                        .build(TestEvents.SERVER, TestEvents.KEY);

        assertThat(event.depth()).isEqualTo(9007199254740991L);
    }

    @Test
    @Tag("RV-06")
    void refusesFloatsWhereTheVersionDoes() {
        ObjectNode content = Json.object().put("a", 1.5);

        assertThat(
                        TestEvents.builder(RoomVersions.V5, "a")
                                .content(content)
                                .build(TestEvents.SERVER, TestEvents.KEY)
                                .content())
                .isEqualTo(content);
        EventBuilder strict = TestEvents.builder(RoomVersions.V6, "a").content(content);
        assertThatThrownBy(() -> strict.build(TestEvents.SERVER, TestEvents.KEY))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.errcode()).isEqualTo("M_BAD_JSON"));
    }

    @Test
    void completesTheTemplateOfAnotherServer() {
        SigningKey key = SigningKey.fromSeed("ed25519:b", new byte[32]);
        ServerName server = new ServerName("elsewhere");
        ObjectNode template =
                TestEvents.builder(RoomVersions.V9, "m.room.member")
                        .stateKey("@bob:elsewhere")
                        .template();
        template.put("sender", "@bob:elsewhere").putObject("unsigned").put("age", 1);
        template.putObject("signatures").putObject("x").put("ed25519:1", "AAAA");
        Pdu event = EventSigner.hashAndSign(template, RoomVersions.V9, server, key);

        assertThat(EventSigner.verify(event, server, key.verifyKey())).isTrue();
        assertThat(event.json().get("signatures").size()).isEqualTo(1);
        assertThat(event.json().has("unsigned")).isFalse();
        assertThat(template.has("hashes")).isFalse();

        Pdu both = event.signedBy(TestEvents.SERVER, TestEvents.KEY);
        assertThat(EventSigner.verify(both, server, key.verifyKey())).isTrue();
        assertThat(EventSigner.verify(both, TestEvents.SERVER, TestEvents.KEY.verifyKey()))
                .isTrue();
        assertThat(event.json().get("signatures").size()).isEqualTo(1);
        assertThat(both.eventId()).isEqualTo(event.eventId());
    }

    @Test
    void storedEventsReadAsTheyWereWritten() {
        for (RoomVersion version : RoomVersions.ALL) {
            for (Pdu written : List.of(TestEvents.message(version), TestEvents.create(version))) {
                Pdu read = Pdu.trusted(written.eventId(), version, written.canonical());

                assertThat(read).isEqualTo(written);
                assertThat(read.type()).isEqualTo(written.type());
                assertThat(read.stateKeyEntry()).isEqualTo(written.stateKeyEntry());
                assertThat(read.sender()).isEqualTo(written.sender());
                assertThat(read.roomId()).isEqualTo(written.roomId());
                assertThat(read.depth()).isEqualTo(written.depth());
                assertThat(read.originServerTs()).isEqualTo(written.originServerTs());
                assertThat(read.prevEvents()).isEqualTo(written.prevEvents());
                assertThat(read.authEvents()).isEqualTo(written.authEvents());
                assertThat(CanonicalJson.encodeLenient(read.json())).isEqualTo(written.canonical());
                assertThat(Pdu.trusted(written.eventId(), version, written.json()).canonical())
                        .isEqualTo(written.canonical());
            }
        }
    }

    @Test
    void answersWhatKindOfEventItIs() {
        Pdu member =
                TestEvents.builder(RoomVersions.V12, "m.room.member")
                        .stateKey("@alice:domain")
                        .content(Json.object().put("membership", "join"))
                        .build(TestEvents.SERVER, TestEvents.KEY);

        assertThat(member.isState()).isTrue();
        assertThat(member.isState("m.room.member")).isTrue();
        assertThat(member.isState("m.room.member", "@alice:domain")).isTrue();
        assertThat(member.isState("m.room.member", "")).isFalse();
        assertThat(member.membership()).isEqualTo("join");
        assertThat(member.stateKeyEntry()).isEqualTo(StateKey.member("@alice:domain"));
        assertThat(member.redacts()).isNull();
        assertThat(member.roomId()).isEqualTo(new RoomId("!" + TestEvents.HASH));
        assertThat(member.weight()).isGreaterThan(member.canonical().length);
    }
}
