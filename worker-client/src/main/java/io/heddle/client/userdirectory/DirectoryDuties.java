package io.heddle.client.userdirectory;

import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyOffer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The user directory is kept where this is on the class path.
@Configuration(proxyBeanMethods = false)
class DirectoryDuties {

    @Bean
    DutyOffer directoryKeepingDuty() {
        return DutyOffer.of(Duty.USER_DIRECTORY);
    }
}
