package io.heddle.storage.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.heddle.replication.config.HomeserverSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/// Connects to the PostgreSQL of the settings, or brings one along.
@Configuration(proxyBeanMethods = false)
@ComponentScan("io.heddle.storage")
public class DatabaseConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnProperty(
            name = "homeserver.database.url",
            matchIfMissing = true,
            havingValue = "embedded")
    EmbeddedDatabase embeddedDatabase(
            HomeserverSettings settings, ObjectProvider<EmbeddedDatabaseStart> started) {
        EmbeddedDatabaseStart early = started.getIfAvailable();
        return early != null
                ? early.join()
                : EmbeddedDatabase.start(Path.of(settings.dataDirectory()));
    }

    @Bean
    DataSource dataSource(
            HomeserverSettings settings,
            ObjectProvider<EmbeddedDatabase> embedded,
            MeterRegistry meters) {
        EmbeddedDatabase own = embedded.getIfAvailable();
        HikariConfig config = new HikariConfig();
        if (own != null) {
            config.setJdbcUrl(own.url("postgres"));
            config.setUsername("postgres");
        } else {
            config.setJdbcUrl(settings.database().url());
            config.setUsername(settings.database().user());
            setPassword(config, settings.database().password());
        }
        config.setMaximumPoolSize(settings.database().maximumPoolSize());
        config.setMinimumIdle(2);
        config.setConnectionTimeout(10_000);
        config.setPoolName("heddle");
        config.setMetricsTrackerFactory(new DatabaseMeters(meters));
        config.setDataSourceProperties(
                properties(
                        Map.of(
                                "reWriteBatchedInserts", "true",
                                "prepareThreshold", "2",
                                "preparedStatementCacheQueries", "512",
                                "ApplicationName", "heddle",
                                "tcpKeepAlive", "true")));
        return new HikariDataSource(config);
    }

    private static void setPassword(HikariConfig config, @Nullable String password) {
        if (password != null) {
            config.setPassword(password);
        }
    }

    private static java.util.Properties properties(Map<String, String> values) {
        java.util.Properties properties = new java.util.Properties();
        properties.putAll(values);
        return properties;
    }
}
