package io.heddle.events.send;

import io.heddle.replication.duty.DutyOffer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Old transactions are forgotten where this is on the class path.
@Configuration(proxyBeanMethods = false)
class SendDuties {

    @Bean
    DutyOffer transactionCleaningDuty() {
        return DutyOffer.of(TransactionCleaning.DUTY.role());
    }
}
