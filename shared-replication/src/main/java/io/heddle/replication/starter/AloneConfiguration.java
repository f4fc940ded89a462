package io.heddle.replication.starter;

import io.heddle.replication.bus.InMemoryBus;
import io.heddle.replication.ephemeral.EphemeralStreams;
import io.heddle.replication.ephemeral.LocalEphemera;
import io.heddle.replication.stream.Bus;
import io.heddle.replication.stream.Streams;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// A process that is the whole system: no Redis, no listener for others.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(
        name = "homeserver.redis.enabled",
        havingValue = "false",
        matchIfMissing = true)
class AloneConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Bus bus() {
        return new InMemoryBus();
    }

    @Bean
    @ConditionalOnMissingBean
    EphemeralStreams ephemeralStreams(Streams streams, Clock clock) {
        return new LocalEphemera(streams, clock);
    }
}
