package io.heddle.storage.cache;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Gives the caches stream its source.
@Configuration(proxyBeanMethods = false)
class CacheConfiguration {

    @Bean
    StreamSource<StreamRow.CacheInvalidation> cachesSource(CacheInvalidations invalidations) {
        return new StreamSource<>(StreamName.CACHES, invalidations::read);
    }
}
