package io.heddle.federation.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.id.ServerName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("SS-CONN-01")
class WellKnownLookupTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private @Nullable String published = "one.example";
    private Duration lifetime = Duration.ofHours(24);
    private int fetches;
    private final WellKnownLookup lookup =
            new WellKnownLookup(
                    host -> {
                        fetches++;
                        return published == null
                                ? WellKnownSource.Answer.NONE
                                : new WellKnownSource.Answer(ServerName.parse(published), lifetime);
                    },
                    clock(),
                    () -> now.toEpochMilli() * 1_000_000);

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    @Test
    void anAnswerIsKeptForAsLongAsItSays() {
        assertFound("one.example", 1);
        published = "other.example";
        now = now.plus(Duration.ofHours(23));
        assertFound("one.example", 1);
        now = now.plus(Duration.ofHours(2));
        assertFound("other.example", 2);
    }

    @Test
    void anAnswerIsKeptForTwoDaysAtMost() {
        lifetime = Duration.ofDays(30);
        assertFound("one.example", 1);
        published = "other.example";
        now = now.plus(Duration.ofHours(49));
        assertFound("other.example", 2);
    }

    @Test
    void aFailureIsKeptLongerEachTimeUpToAnHour() {
        published = null;
        assertFound(null, 1);
        now = now.plus(Duration.ofMinutes(4));
        assertFound(null, 1);
        now = now.plus(Duration.ofMinutes(2));
        assertFound(null, 2);
        now = now.plus(Duration.ofMinutes(6));
        assertFound(null, 2);
        now = now.plus(Duration.ofMinutes(61));
        assertFound(null, 3);
        published = "one.example";
        now = now.plus(Duration.ofMinutes(61));
        assertFound("one.example", 4);
    }

    @Test
    void whenALookUpFailsTheLastAnswerStandsInUntilItIsTwoDaysOld() {
        assertFound("one.example", 1);
        published = null;
        now = now.plus(Duration.ofHours(25));
        assertFound("one.example", 2);
        now = now.plus(Duration.ofHours(24));
        assertFound(null, 3);
    }

    private void assertFound(@Nullable String delegate, int fetchesSoFar) {
        ServerName found = lookup.find("host.example");
        assertThat(found == null ? null : found.value()).isEqualTo(delegate);
        assertThat(fetches).isEqualTo(fetchesSoFar);
    }
}
