package io.heddle.storage.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Asks PostgreSQL whether it answers, within a second and on a connection of its own: those of the pool may all be in use,
/// and wait for longer than somebody who probes has patience.
@Component
public final class DatabaseProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseProbe.class);
    private static final String LIMIT_SECONDS = "1";
    private static final long AT_ONCE_NANOS = Duration.ofMillis(500).toNanos();

    private final HikariDataSource pool;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection connection;
    private @Nullable String complaint;
    private boolean answered;
    private long askedAt;

    DatabaseProbe(DataSource dataSource) throws SQLException {
        this.pool = dataSource.unwrap(HikariDataSource.class);
    }

    /// Null when PostgreSQL answers, else what is wrong with it. Who asks while others wait for an answer shares the next.
    public @Nullable String complaint() {
        long arrivedAt = System.nanoTime();
        lock.lock();
        try {
            if (!answered || askedAt - arrivedAt < 0) {
                askedAt = System.nanoTime();
                complaint = ask();
                answered = true;
            }
            return complaint;
        } finally {
            lock.unlock();
        }
    }

    /// A connection that was kept may have ended with a PostgreSQL that is there again: that shows at once, and a new
    /// one is tried. Silence is an answer.
    private @Nullable String ask() {
        boolean kept = connection != null;
        long started = System.nanoTime();
        String wrong = askOnce();
        return wrong != null && kept && System.nanoTime() - started < AT_ONCE_NANOS
                ? askOnce()
                : wrong;
    }

    private @Nullable String askOnce() {
        try {
            Connection open = connection;
            if (open == null) {
                open = connect();
                connection = open;
            }
            try (Statement statement = open.createStatement()) {
                statement.execute("SELECT 1");
            }
            return null;
        } catch (SQLException e) {
            drop();
            return String.valueOf(e.getMessage());
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        setIfKnown(properties, "user", pool.getUsername());
        setIfKnown(properties, "password", pool.getPassword());
        properties.setProperty("ApplicationName", "heddle health");
        properties.setProperty("connectTimeout", LIMIT_SECONDS);
        properties.setProperty("loginTimeout", LIMIT_SECONDS);
        properties.setProperty("socketTimeout", LIMIT_SECONDS);
        return DriverManager.getConnection(pool.getJdbcUrl(), properties);
    }

    private static void setIfKnown(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }

    /// Without a farewell, which PostgreSQL may not be there to take.
    private void drop() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("A connection that was given up", e);
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            drop();
        } finally {
            lock.unlock();
        }
    }
}
