package io.heddle.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

@Tag("SS-TXN-03")
class PduFuzzTest {
    /// The first byte says which room version.
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void parsingRefusesOrGivesAnEventThatStaysTheSame(byte[] input) {
        if (input.length == 0) {
            return;
        }
        RoomVersion version =
                RoomVersions.ALL.get(Math.floorMod(input[0], RoomVersions.ALL.size()));
        Pdu event;
        try {
            event = Pdu.parse(Arrays.copyOfRange(input, 1, input.length), version);
        } catch (InvalidEventException refused) {
            return;
        }
        Pdu again = Pdu.parse(event.canonical(), version);
        assertThat(again.eventId()).isEqualTo(event.eventId());
        assertThat(again.canonical()).isEqualTo(event.canonical());
        assertThat(event.redacted().roomId()).isEqualTo(event.roomId());
        event.redacts();
        ContentHash.matches(event);
    }
}
