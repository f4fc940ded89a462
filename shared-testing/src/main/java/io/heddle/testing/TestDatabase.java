package io.heddle.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.heddle.storage.database.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A real PostgreSQL for tests, one a JVM, started at first use; each caller gets a fresh migrated database of its own.
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static @Nullable EmbeddedDatabase server;

    private final String url;
    private final HikariDataSource dataSource;

    private TestDatabase(String url) {
        this.url = url;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername("postgres");
        config.setMaximumPoolSize(8);
        this.dataSource = new HikariDataSource(config);
    }

    /// A new database with every migration applied.
    public static TestDatabase create() {
        return new TestDatabase(createUrl());
    }

    /// The address of a new migrated database; its user is `postgres`, without a password.
    public static synchronized String createUrl() {
        EmbeddedDatabase running = server;
        if (running == null) {
            running = startServer();
            server = running;
        }
        String name = "test_" + COUNT.incrementAndGet();
        execute(running, "CREATE DATABASE " + name + " TEMPLATE heddle_template");
        return running.url(name);
    }

    private static EmbeddedDatabase startServer() {
        try {
            Path directory = Files.createTempDirectory("heddle-test-pg");
            EmbeddedDatabase started =
                    EmbeddedDatabase.start(directory.resolve("data"), EmbeddedDatabase.DISPOSABLE);
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            execute(started, "CREATE DATABASE heddle_template");
            Flyway.configure()
                    .dataSource(started.url("heddle_template"), "postgres", "")
                    .load()
                    .migrate();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(EmbeddedDatabase on, String sql) {
        try (HikariDataSource admin = admin(on)) {
            JdbcClient.create(admin).sql(sql).update();
        }
    }

    private static HikariDataSource admin(EmbeddedDatabase on) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(on.url("postgres"));
        config.setUsername("postgres");
        config.setMaximumPoolSize(1);
        return new HikariDataSource(config);
    }

    public String url() {
        return url;
    }

    public HikariDataSource dataSource() {
        return dataSource;
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource);
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
