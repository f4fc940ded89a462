package io.heddle.replication.meter;

import io.heddle.replication.config.HeddleVersion;
import io.heddle.replication.config.HomeserverSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Makes the meters fit dashboards that were drawn for Synapse.
@Configuration(proxyBeanMethods = false)
class MeterConfiguration {

    /// Synapse's meters tell whose they are; its dashboard asks for them by that.
    @Bean
    static MeterFilter serverNameOfSynapseMeters(HomeserverSettings settings) {
        Tag server = Tag.of("server_name", settings.serverName());
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith("synapse.") ? id.withTag(server) : id;
            }
        };
    }

    @Bean
    MeterBinder buildInfo() {
        return registry -> {
            Gauge.builder("synapse.build.info", () -> 1)
                    .description("What runs here")
                    .tag("version", HeddleVersion.NAME + " " + HeddleVersion.version())
                    .tag("javaversion", Runtime.version().toString())
                    .tag("osversion", System.getProperty("os.name", ""))
                    .register(registry);
            Gauge.builder("synapse.server.name.info", () -> 1)
                    .description("The server's name")
                    .register(registry);
        };
    }
}
