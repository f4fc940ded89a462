package io.heddle.events.send;

import io.heddle.replication.duty.DutyOffer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// A redacted member's events are redacted where this is on the class path.
@Configuration(proxyBeanMethods = false)
class SendDuties {

    @Bean
    DutyOffer memberRedactingDuty() {
        return DutyOffer.of(MemberRedacting.DUTY.role());
    }
}
