package io.heddle.replication.starter;

import io.heddle.replication.config.HeddleVersion;
import io.heddle.replication.config.ReplicationSecrets;
import io.heddle.replication.config.ReplicationSettings;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyKeeper;
import io.heddle.replication.duty.DutyOffer;
import io.heddle.replication.duty.DutyRestrictions;
import io.heddle.replication.duty.DutyRounds;
import io.heddle.replication.duty.DutyTable;
import io.heddle.replication.duty.Holder;
import io.heddle.replication.duty.JdbcDutyTable;
import io.heddle.replication.duty.LeasedDuties;
import io.heddle.replication.instance.Instance;
import io.heddle.replication.instance.Instances;
import io.heddle.replication.instance.JdbcInstanceTable;
import io.heddle.replication.stream.Bus;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamReader;
import io.heddle.replication.stream.StreamSource;
import io.heddle.replication.stream.StreamTable;
import io.heddle.replication.stream.Streams;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Makes an application a member: streams, duties and its place among the instances. Alone, everything stays in memory; with
/// `redis.enabled` it is one of several.
@AutoConfiguration(after = JdbcClientAutoConfiguration.class)
@EnableConfigurationProperties(ReplicationSettings.class)
@Import({
    AloneConfiguration.class,
    SuiteConfiguration.class,
    CallConfiguration.class,
    ObservationConfiguration.class
})
class ReplicationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @ConditionalOnMissingBean
    ReplicationSecrets replicationSecrets(ReplicationSettings settings, Clock clock) {
        return ReplicationSecrets.of(settings, clock);
    }

    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    StreamTable streamTable(JdbcClient jdbc) {
        return StreamTable.of(jdbc);
    }

    @Bean
    @ConditionalOnMissingBean
    Streams streams(
            Bus bus,
            List<StreamSource<?>> sources,
            StreamTable table,
            Clock clock,
            ReplicationSettings settings) {
        Map<StreamName, StreamReader<?>> readers = new EnumMap<>(StreamName.class);
        sources.forEach(source -> readers.put(source.stream(), source.reader()));
        Map<StreamName, Long> start = table.all();
        for (StreamName ephemeral : List.of(StreamName.TYPING, StreamName.PRESENCE)) {
            // Among several what is kept is read again from its beginning; alone there is nothing
            // but the clock.
            start.put(ephemeral, settings.isSuite() ? 0L : clock.millis());
        }
        return new Streams(bus, readers, start);
    }

    @Bean
    @DependsOnDatabaseInitialization
    Instances instances(
            JdbcClient jdbc,
            ReplicationSettings settings,
            Environment environment,
            ObjectProvider<DutyOffer> offers) {
        List<String> roles =
                offers(settings, offers).stream().map(DutyOffer::role).distinct().sorted().toList();
        Instance self =
                new Instance(
                        settings.instanceName(),
                        UUID.randomUUID().toString(),
                        environment.getProperty("spring.application.name", "unnamed"),
                        roles,
                        null,
                        HeddleVersion.version(),
                        ModuleVersion.schema(jdbc));
        return new Instances(new JdbcInstanceTable(jdbc), new SharedTime(jdbc), self);
    }

    @Bean
    @DependsOnDatabaseInitialization
    DutyTable dutyTable(JdbcClient jdbc) {
        return new JdbcDutyTable(jdbc);
    }

    @Bean
    LeasedDuties leasedDuties(DutyTable table, JdbcClient jdbc, Clock clock, Instances instances) {
        Instance self = instances.self();
        return new LeasedDuties(
                table, clock, new SharedTime(jdbc), new Holder(self.name(), self.life()));
    }

    @Bean
    @Primary
    @ConditionalOnMissingBean(value = Duties.class, ignored = LeasedDuties.class)
    DutyKeeper dutyKeeper(
            LeasedDuties leases,
            Instances instances,
            ReplicationSettings settings,
            ObjectProvider<DutyOffer> offers) {
        return new DutyKeeper(
                leases,
                new DutyRounds(instances, leases, offers(settings, offers), !settings.isSuite()));
    }

    /// What this process does: what its features offer and its name may do. Alone it does everything.
    private static List<DutyOffer> offers(
            ReplicationSettings settings, ObjectProvider<DutyOffer> features) {
        if (!settings.isSuite()) {
            List<DutyOffer> all = new ArrayList<>(features.orderedStream().toList());
            everything()
                    .filter(offer ->
                            all.stream().noneMatch(same -> same.role().equals(offer.role())))
                    .forEach(all::add);
            return all;
        }
        DutyRestrictions restrictions = new DutyRestrictions(settings);
        return features.orderedStream()
                .filter(offer -> restrictions.allow(offer.role(), settings.instanceName()))
                .toList();
    }

    private static Stream<DutyOffer> everything() {
        return Stream.concat(
                Stream.of(DutyOffer.buckets(Duty.ROOMS, Duty.ROOM_BUCKETS)),
                Stream.of(
                                Duty.PUSHERS,
                                Duty.APPSERVICES,
                                Duty.FEDERATION,
                                Duty.USER_DIRECTORY,
                                Duty.MEDIA,
                                Duty.BACKGROUND,
                                Duty.DELAYED_EVENTS)
                        .map(DutyOffer::of));
    }
}
