package io.heddle.replication.starter;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.config.ReplicationSecrets;
import io.heddle.replication.config.ReplicationSettings;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.DutyTable;
import io.heddle.replication.instance.Instances;
import io.heddle.replication.internal.AccessTable;
import io.heddle.replication.internal.CallReceiver;
import io.heddle.replication.internal.InternalClient;
import io.heddle.replication.internal.InternalEndpoint;
import io.heddle.replication.internal.InternalServer;
import io.heddle.replication.remote.DutyDirectory;
import io.heddle.replication.remote.DutyRoute;
import io.heddle.replication.remote.RoomWriterEndpoint;
import io.heddle.replication.remote.RoutedRoomWriter;
import io.heddle.replication.stream.Streams;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What processes ask each other: the listener, the client, and the interfaces of `call` on top of them.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "homeserver.redis.enabled", havingValue = "true")
class CallConfiguration {

    @Bean
    @ConditionalOnMissingBean
    AccessTable accessTable() {
        return AccessTable.standard();
    }

    @Bean
    CallReceiver callReceiver(
            ReplicationSecrets secrets,
            Instances instances,
            AccessTable access,
            ObjectProvider<InternalEndpoint> endpoints) {
        return new CallReceiver(secrets, instances, access, endpoints.orderedStream().toList());
    }

    @Bean
    InternalServer internalServer(
            ReplicationSettings settings,
            ReplicationSecrets secrets,
            CallReceiver receiver,
            Instances instances) {
        return new InternalServer(settings, secrets, receiver, instances);
    }

    @Bean
    InternalClient internalClient(
            ReplicationSettings settings,
            ReplicationSecrets secrets,
            Instances instances,
            ObjectProvider<CircuitBreakerRegistry> breakers) {
        return new InternalClient(
                settings,
                secrets,
                instances,
                breakers.getIfAvailable(CircuitBreakerRegistry::ofDefaults));
    }

    @Bean
    DutyDirectory dutyDirectory(DutyTable table, Instances instances, JdbcClient jdbc) {
        return new DutyDirectory(table, instances, new SharedTime(jdbc));
    }

    @Bean
    DutyRoute dutyRoute(
            Duties duties, DutyDirectory directory, Instances instances, InternalClient client) {
        return new DutyRoute(duties, directory, instances, client);
    }

    /// Where rooms are written in this process, others may ask for it.
    @Bean
    @ConditionalOnBean(RoomWriter.class)
    RoomWriterEndpoint roomWriterEndpoint(
            ObjectProvider<RoomWriter> writers, Duties duties, Streams streams) {
        return new RoomWriterEndpoint(writers, duties, streams);
    }

    @Bean
    @Primary
    RoutedRoomWriter routedRoomWriter(
            ObjectProvider<RoomWriter> writers, DutyRoute route, Duties duties, Streams streams) {
        return new RoutedRoomWriter(writers, route, duties, streams);
    }
}
