package io.heddle.replication.starter;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/// Connects to the database of `homeserver.yaml` where the application does not do so itself.
@AutoConfiguration(before = DataSourceAutoConfiguration.class)
@ConditionalOnMissingBean(DataSource.class)
@ConditionalOnProperty("homeserver.database.url")
class ReplicationDatabaseAutoConfiguration {

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(Environment environment) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(environment.getRequiredProperty("homeserver.database.url"));
        pool.setUsername(environment.getProperty("homeserver.database.user", "heddle"));
        pool.setPassword(environment.getProperty("homeserver.database.password"));
        pool.setMaximumPoolSize(
                environment.getProperty(
                        "homeserver.database.maximum-pool-size", Integer.class, 10));
        pool.setConnectionTimeout(10_000);
        pool.setPoolName("heddle");
        return pool;
    }
}
