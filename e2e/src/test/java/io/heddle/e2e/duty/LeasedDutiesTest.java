package io.heddle.e2e.duty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.Lease;
import io.heddle.replication.duty.LeaseLostException;
import io.heddle.replication.duty.LeasedDuties;
import io.heddle.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeasedDutiesTest {
    private final TestDatabase database = TestDatabase.create();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Clock clock =
            InstantSource.offset(() -> now, Duration.ZERO).withZone(ZoneOffset.UTC);
    private final Duty duty = new Duty(Duty.ROOMS, "1");
    private final LeasedDuties one = new LeasedDuties(database.jdbc(), clock, "one");
    private final LeasedDuties two = new LeasedDuties(database.jdbc(), clock, "two");

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_duty_has_one_holder() {
        one.renew(List.of(duty));
        two.renew(List.of(duty));
        assertThat(one.held(duty)).isPresent();
        assertThat(two.held(duty)).isEmpty();
    }

    @Test
    void a_lease_that_is_not_renewed_ends_for_its_holder_before_others_can_take_it() {
        one.renew(List.of(duty));
        now = now.plus(LeasedDuties.TERM).minusSeconds(1);
        two.renew(List.of(duty));
        assertThat(one.held(duty)).isEmpty();
        assertThat(two.held(duty)).isEmpty();
        now = now.plusSeconds(2);
        two.renew(List.of(duty));
        assertThat(two.held(duty)).isPresent();
    }

    @Test
    void an_old_holder_cannot_write() {
        one.renew(List.of(duty));
        Lease old = one.held(duty).orElseThrow();
        one.fence(List.of(old));
        now = now.plus(LeasedDuties.TERM).plusSeconds(1);
        two.renew(List.of(duty));

        assertThatThrownBy(() -> one.fence(List.of(old))).isInstanceOf(LeaseLostException.class);
        two.fence(List.of(two.held(duty).orElseThrow()));
        assertThat(two.held(duty).orElseThrow().epoch()).isGreaterThan(old.epoch());
    }

    @Test
    void a_restarted_instance_takes_its_duties_back_at_once_and_shuts_its_predecessor_out() {
        one.renew(List.of(duty));
        Lease old = one.held(duty).orElseThrow();
        LeasedDuties again = new LeasedDuties(database.jdbc(), clock, "one");
        again.renew(List.of(duty));

        again.fence(List.of(again.held(duty).orElseThrow()));
        assertThatThrownBy(() -> one.fence(List.of(old))).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void renewing_keeps_the_epoch_and_releasing_lets_others_in_at_once() {
        one.renew(List.of(duty));
        long epoch = one.held(duty).orElseThrow().epoch();
        now = now.plusSeconds(3);
        one.renew(List.of(duty));
        assertThat(one.held(duty).orElseThrow().epoch()).isEqualTo(epoch);

        one.release();
        two.renew(List.of(duty));
        assertThat(one.held(duty)).isEmpty();
        assertThat(two.held(duty)).isPresent();
    }
}
