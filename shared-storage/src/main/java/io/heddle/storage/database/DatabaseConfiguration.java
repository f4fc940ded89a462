package io.heddle.storage.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.config.UsageSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/// Connects to the PostgreSQL of the settings, or brings one along.
@Configuration(proxyBeanMethods = false)
@ComponentScan("io.heddle.storage")
@EnableConfigurationProperties(UsageSettings.class)
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
        config.setConnectionTimeout(settings.database().connectTimeout().toMillis());
        config.setPoolName("heddle");
        config.setMetricsTrackerFactory(new DatabaseMeters(meters));
        config.setDataSourceProperties(properties(settings.database()));
        return new HikariDataSource(config);
    }

    /// Migrations have connections of their own, on which an answer may take as long as it takes: a new index of a large
    /// table, say.
    @Bean
    FlywayConfigurationCustomizer patientMigrations(DataSource dataSource) {
        return flyway -> {
            if (dataSource instanceof HikariDataSource pool) {
                flyway.dataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
            }
        };
    }

    private static void setPassword(HikariConfig config, @Nullable String password) {
        if (password != null) {
            config.setPassword(password);
        }
    }

    private static Properties properties(HomeserverSettings.Database settings) {
        Properties properties = new Properties();
        properties.putAll(
                Map.of(
                        "reWriteBatchedInserts", "true",
                        "prepareThreshold", "2",
                        "preparedStatementCacheQueries", "512",
                        "ApplicationName", "heddle",
                        "tcpKeepAlive", "true",
                        "connectTimeout", Long.toString(seconds(settings.connectTimeout())),
                        "socketTimeout", Long.toString(seconds(settings.socketTimeout()))));
        return properties;
    }

    /// Rounded up, as 0 means for ever.
    private static long seconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }
}
