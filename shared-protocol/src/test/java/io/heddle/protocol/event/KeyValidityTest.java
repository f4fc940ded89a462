package io.heddle.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RV-05")
class KeyValidityTest {
    @Test
    void keysMustBeValidAtTheTimeOfTheEventSinceVersion5() {
        for (RoomVersion version : RoomVersions.ALL) {
            Pdu event = TestEvents.message(version);
            long sent = event.originServerTs();
            boolean old = !version.enforcesKeyValidity();

            assertThat(KeyValidity.covers(event, sent, sent)).isTrue();
            assertThat(KeyValidity.covers(event, sent - 1, sent)).isEqualTo(old);
        }
    }

    @Test
    void noKeyIsValidForMoreThanAWeek() {
        Pdu event = TestEvents.message(RoomVersions.V12);
        long weekBefore = event.originServerTs() - Duration.ofDays(7).toMillis();

        assertThat(KeyValidity.covers(event, Long.MAX_VALUE, weekBefore)).isTrue();
        assertThat(KeyValidity.covers(event, Long.MAX_VALUE, weekBefore - 1)).isFalse();
    }

    @Test
    void retiredKeysCountForWhatWasSentBefore() {
        for (RoomVersion version : RoomVersions.ALL) {
            Pdu event = TestEvents.message(version);

            assertThat(KeyValidity.coversRetired(event, event.originServerTs())).isTrue();
            assertThat(KeyValidity.coversRetired(event, event.originServerTs() - 1)).isFalse();
        }
    }
}
