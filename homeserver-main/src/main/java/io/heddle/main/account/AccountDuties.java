package io.heddle.main.account;

import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyOffer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Accounts are looked after where this is on the class path.
@Configuration(proxyBeanMethods = false)
class AccountDuties {

    @Bean
    DutyOffer accountCareDuty() {
        return DutyOffer.of(Duty.BACKGROUND);
    }
}
