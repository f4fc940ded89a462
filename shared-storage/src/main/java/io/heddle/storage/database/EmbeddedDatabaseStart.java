package io.heddle.storage.database;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/// Starts the embedded PostgreSQL as soon as the settings are known, while the application, which needs it only a second
/// later, goes on starting. An application that adds this listener starts faster; without it, the database starts all the same.
public final class EmbeddedDatabaseStart
        implements ApplicationListener<SpringApplicationEvent>, Ordered {
    private @Nullable CompletableFuture<EmbeddedDatabase> database;

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // after those that read the settings
    }

    @Override
    public void onApplicationEvent(SpringApplicationEvent event) {
        if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
            prepare(prepared);
        } else if (event instanceof ApplicationFailedEvent && database != null) {
            database.thenAccept(EmbeddedDatabase::close);
        }
    }

    private void prepare(ApplicationEnvironmentPreparedEvent event) {
        Environment environment = event.getEnvironment();
        String url = environment.getProperty("homeserver.database.url", "embedded");
        if (url.equals("embedded")) {
            start(Path.of(environment.getProperty("homeserver.data-directory", "data")));
            event.getBootstrapContext()
                    .addCloseListener(closed ->
                            closed.getApplicationContext()
                                    .getBeanFactory()
                                    .registerSingleton("embeddedDatabaseStart", this));
        }
    }

    private void start(Path data) {
        database =
                CompletableFuture.supplyAsync(
                        () -> EmbeddedDatabase.start(data),
                        task -> Thread.ofPlatform().name("embedded-database").start(task));
    }

    /// The database, once it is up.
    EmbeddedDatabase join() {
        return Objects.requireNonNull(database).join();
    }
}
