package io.heddle.replication.starter;

import io.heddle.replication.bus.NewsCodec;
import io.heddle.replication.bus.RedisBus;
import io.heddle.replication.bus.Seal;
import io.heddle.replication.bus.StreamFollower;
import io.heddle.replication.config.ReplicationSecrets;
import io.heddle.replication.config.ReplicationSettings;
import io.heddle.replication.ephemeral.EphemeralStreams;
import io.heddle.replication.ephemeral.StoredEphemera;
import io.heddle.replication.stream.StreamPoll;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import io.heddle.replication.stream.StreamTable;
import io.heddle.replication.stream.Streams;
import io.lettuce.core.resource.ClientResources;
import java.time.Clock;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// A process that is one of several: the bus over Redis, and following what the others write.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "homeserver.redis.enabled", havingValue = "true")
class SuiteConfiguration {

    @Bean(destroyMethod = "shutdown")
    @ConditionalOnMissingBean
    ClientResources lettuceClientResources() {
        return RedisConnection.resources();
    }

    @Bean
    @ConditionalOnMissingBean
    LettuceConnectionFactory redisConnectionFactory(
            ReplicationSettings settings, ClientResources resources) {
        return RedisConnection.factory(settings.redis(), resources);
    }

    @Bean
    RedisBus bus(
            LettuceConnectionFactory redis,
            ReplicationSettings settings,
            ReplicationSecrets secrets) {
        String self = settings.instanceName() + "/" + UUID.randomUUID();
        NewsCodec codec = new NewsCodec(new Seal(secrets::all, settings.serverName()), self);
        return new RedisBus(redis, codec, self, settings.serverName());
    }

    @Bean
    StreamPoll streamPoll(Streams streams, StreamTable table, Clock clock) {
        return new StreamPoll(streams, table, clock);
    }

    @Bean
    StreamFollower streamFollower(Streams streams, StreamPoll poll, RedisBus bus) {
        return new StreamFollower(streams, poll, bus);
    }

    @Bean
    @ConditionalOnMissingBean
    EphemeralStreams ephemeralStreams(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            ObjectProvider<Streams> streams,
            Clock clock) {
        return new StoredEphemera(
                jdbc, new TransactionTemplate(transactions), streams::getObject, clock);
    }

    @Bean
    StreamSource<StreamRow.Typing> typingSource(JdbcClient jdbc) {
        return StoredEphemera.typingSource(jdbc);
    }

    @Bean
    StreamSource<StreamRow.Presence> presenceSource(JdbcClient jdbc) {
        return StoredEphemera.presenceSource(jdbc);
    }
}
