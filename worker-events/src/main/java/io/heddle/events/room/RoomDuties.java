package io.heddle.events.room;

import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyOffer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Rooms are written where this is on the class path.
@Configuration(proxyBeanMethods = false)
class RoomDuties {

    @Bean
    DutyOffer roomWriting() {
        return DutyOffer.buckets(Duty.ROOMS, Duty.ROOM_BUCKETS);
    }
}
