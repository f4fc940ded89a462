package io.heddle.events.delayed;

import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyOffer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Every process that can send events offers to send delayed ones.
@Configuration(proxyBeanMethods = false)
class DelayedEventDuty {
    @Bean
    DutyOffer delayedEventsOffer() {
        return DutyOffer.of(Duty.DELAYED_EVENTS);
    }
}
