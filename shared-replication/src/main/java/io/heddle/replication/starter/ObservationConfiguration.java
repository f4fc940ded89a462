package io.heddle.replication.starter;

import io.heddle.replication.bus.BusState;
import io.heddle.replication.bus.RedisBus;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.LeasedDuties;
import io.heddle.replication.instance.Instances;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamPoll;
import io.heddle.replication.stream.Streams;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What operators see: metrics `heddle.replication.*` and the health contribution `replication`.
@Configuration(proxyBeanMethods = false)
class ObservationConfiguration {
    private static final List<String> ROLES =
            List.of(
                    Duty.ROOMS,
                    Duty.PUSHERS,
                    Duty.APPSERVICES,
                    Duty.FEDERATION,
                    Duty.USER_DIRECTORY,
                    Duty.MEDIA,
                    Duty.BACKGROUND,
                    Duty.DELAYED_EVENTS,
                    Duty.TYPING,
                    Duty.PRESENCE);

    @Bean
    MeterBinder replicationMeters(
            Streams streams,
            LeasedDuties leases,
            Instances instances,
            ObjectProvider<StreamPoll> poll,
            ObjectProvider<RedisBus> bus) {
        return registry -> {
            for (StreamName stream : StreamName.values()) {
                Gauge.builder(
                                "heddle.replication.position",
                                streams,
                                of -> (double) of.position(stream))
                        .description("Where this process stands in a stream")
                        .tag("stream", stream.key())
                        .register(registry);
                poll.ifAvailable(looking ->
                        Gauge.builder(
                                        "heddle.replication.lag",
                                        looking,
                                        of -> of.lag().getOrDefault(stream, 0L))
                                .description("By how many positions it could not follow")
                                .tag("stream", stream.key())
                                .register(registry));
            }
            for (String role : ROLES) {
                Gauge.builder("heddle.replication.duties", leases, of -> held(of, role))
                        .description("Duties held")
                        .tag("role", role)
                        .register(registry);
            }
            Gauge.builder("heddle.replication.instances", instances, of -> of.live().size())
                    .description("Instances that live, as this one knows")
                    .register(registry);
            bus.ifAvailable(redis -> {
                Gauge.builder(
                                "heddle.replication.bus.up",
                                redis,
                                of -> of.state() == BusState.UP ? 1 : 0)
                        .description("Whether news comes by the bus")
                        .register(registry);
                count(registry, redis, "accepted", of -> of.counts().accepted());
                count(registry, redis, "refused", of -> of.counts().refused());
                count(registry, redis, "dropped", of -> of.counts().dropped());
            });
        };
    }

    private static void count(
            MeterRegistry registry,
            RedisBus bus,
            String outcome,
            ToDoubleFunction<RedisBus> value) {
        FunctionCounter.builder("heddle.replication.bus.messages", bus, value)
                .description("Messages off the bus, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static double held(LeasedDuties leases, String role) {
        return leases.all().stream().filter(duty -> duty.role().equals(role)).count();
    }

    @Bean
    @ConditionalOnProperty(name = "homeserver.redis.enabled", havingValue = "true")
    HealthIndicator replicationHealthIndicator(
            Streams streams, StreamPoll poll, RedisBus bus, Instances instances) {
        return new ReplicationHealth(streams, poll, bus, instances);
    }
}
