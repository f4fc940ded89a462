package io.heddle.client.search;

import io.heddle.replication.duty.DutyOffer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Events are indexed where this is on the class path.
@Configuration(proxyBeanMethods = false)
class SearchDuties {

    @Bean
    DutyOffer searchIndexingDuty() {
        return DutyOffer.of(SearchIndexing.DUTY.role());
    }
}
