package io.heddle.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.Fuzz;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PduFuzzTest {
    @Test
    void parsingRefusesOrGivesAnEventThatStaysTheSame() {
        List<String> corpus =
                RoomVersions.ALL.stream()
                        .flatMap(version ->
                                Stream.of(TestEvents.message(version), TestEvents.create(version)))
                        .map(event -> new String(event.canonical(), UTF_8))
                        .toList();
        Fuzz.run(
                "events",
                corpus,
                bytes -> {
                    RoomVersion version =
                            RoomVersions.ALL.get(
                                    Math.floorMod(bytes.length, RoomVersions.ALL.size()));
                    Pdu event = Pdu.parse(bytes, version);
                    Pdu again = Pdu.parse(event.canonical(), version);
                    assertThat(again.eventId()).isEqualTo(event.eventId());
                    assertThat(again.canonical()).isEqualTo(event.canonical());
                    assertThat(event.redacted().roomId()).isEqualTo(event.roomId());
                    event.redacts();
                    ContentHash.matches(event);
                },
                InvalidEventException.class);
    }
}
