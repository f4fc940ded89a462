package io.heddle.federation.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.federation.https.Settings;
import io.heddle.protocol.id.ServerName;
import io.heddle.storage.federation.Destination;
import io.heddle.storage.federation.Destinations;
import io.heddle.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("SS-CONN-08")
class BackOffTest {
    private static final ServerName SERVER = ServerName.parse("a.example");

    private final TestDatabase database = TestDatabase.create();
    private final Destinations destinations = new Destinations(database.jdbc());
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final BackOff backOff = backOff(destinations);

    private BackOff backOff(Destinations of) {
        InstantSource clock = () -> now;
        return new BackOff(
                of, Settings.of(Map.of()), new SplittableRandom(1), clock.withZone(ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aServerThatFailsIsLeftAloneEverLongerAndEveryProcessKnows() {
        fail(backOff);
        assertThat(interval()).isEqualTo(Duration.ofMinutes(10));
        assertClosed(backOff);
        assertClosed(backOff(new Destinations(database.jdbc())));
        now = now.plus(Duration.ofMinutes(11));
        fail(backOff);
        assertThat(interval()).isBetween(Duration.ofMinutes(16), Duration.ofMinutes(28));
        for (int i = 0; i < 20; i++) {
            now = now.plus(Duration.ofDays(8));
            fail(backOff);
        }
        assertThat(interval()).isEqualTo(Duration.ofDays(7));
        assertThat(destinations.find(SERVER).failureTs())
                .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
    }

    @Test
    void afterThePauseOneRequestTriesAndItsSuccessOpensTheWay() {
        fail(backOff);
        now = now.plus(Duration.ofMinutes(11));
        try (BackOff.Permit trying = backOff.enter(SERVER, false)) {
            assertClosed(backOff);
            trying.succeeded();
        }
        assertThat(destinations.find(SERVER)).isEqualTo(Destination.ANSWERING);
        backOff.enter(SERVER, false).close();
        assertThat(
                        database.jdbc()
                                .sql("SELECT count(*) FROM destinations")
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void aServerThatAsksSomethingIsAwake() {
        fail(backOff);
        destinations.answered(SERVER);
        backOff.enter(SERVER, false).close();
    }

    @Test
    void aRequestThatIsSentInAnyCaseIsNotHeldAgainstTheServer() {
        fail(backOff);
        Destination before = destinations.find(SERVER);
        try (BackOff.Permit permit = backOff.enter(SERVER, true)) {
            permit.failed();
        }
        assertThat(destinations.find(SERVER)).isEqualTo(before);
    }

    private static void fail(BackOff of) {
        try (BackOff.Permit permit = of.enter(SERVER, false)) {
            permit.failed();
        }
    }

    private Duration interval() {
        return Duration.ofMillis(destinations.find(SERVER).retryInterval());
    }

    private static void assertClosed(BackOff of) {
        assertThatThrownBy(() -> of.enter(SERVER, false))
                .isInstanceOfSatisfying(
                        NoAnswer.class,
                        e -> assertThat(e.reason()).isEqualTo(NoAnswer.Reason.BACKED_OFF));
    }
}
