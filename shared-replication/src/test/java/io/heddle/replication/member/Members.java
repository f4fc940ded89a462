package io.heddle.replication.member;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.replication.testing.Database;
import io.heddle.replication.testing.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// A database, a Redis, and applications that are members by nothing but the starter and a `homeserver.yaml`.
final class Members implements AutoCloseable {
    static final String SECRET = "a secret of these tests";

    final Database database = new Database();
    final RedisProcess redis = new RedisProcess();
    private final List<ConfigurableApplicationContext> started = new ArrayList<>();

    Members() {
        database.jdbc()
                .sql("CREATE TABLE changes (position bigint PRIMARY KEY, user_id text NOT NULL)")
                .update();
    }

    ConfigurableApplicationContext start(Class<?> application, String name, String... more) {
        SpringApplication starting = new SpringApplication(application);
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--homeserver.config-file=" + yaml(name));
        if (arguments.stream().noneMatch(word -> word.startsWith("--spring.application.name"))) {
            arguments.add("--spring.application.name=example");
        }
        arguments.add("--spring.main.banner-mode=off");
        arguments.add("--logging.level.root=warn");
        ConfigurableApplicationContext context = starting.run(arguments.toArray(String[]::new));
        started.add(context);
        return context;
    }

    private Path yaml(String name) {
        try {
            Path directory = Files.createTempDirectory("heddle-member");
            Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
            return Files.writeString(
                    directory.resolve("homeserver.yaml"),
                    """
                    server_name: test.local
                    worker_name: %s
                    database:
                      url: %s
                      user: postgres
                      maximum_pool_size: 6
                    redis:
                      enabled: true
                      host: 127.0.0.1
                      port: %d
                    worker_replication_secret_path: %s
                    worker_listeners:
                      - type: http
                        port: 0
                        bind_address: 127.0.0.1
                        resources:
                          - names: [replication]
                    """
                            .formatted(name, database.url(), redis.port(), secret));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Commits a row as the named user's and returns its news, untold.
    static StreamNews<StreamRow.PushRules> commit(
            ConfigurableApplicationContext writer, String user) {
        JdbcClient jdbc = writer.getBean(JdbcClient.class);
        long position =
                Objects.requireNonNull(
                        new TransactionTemplate(writer.getBean(PlatformTransactionManager.class))
                                .execute(status -> insert(jdbc, user)));
        return new StreamNews<>(
                StreamName.PUSH_RULES,
                position - 1,
                position,
                List.of(new StreamRow.PushRules(position, user)));
    }

    private static long insert(JdbcClient jdbc, String user) {
        long position =
                jdbc.sql(
                                "UPDATE streams SET position = position + 1 WHERE name = 'push_rules' RETURNING position")
                        .query(Long.class)
                        .single();
        jdbc.sql("INSERT INTO changes VALUES (?, ?)").params(position, user).update();
        return position;
    }

    /// Commits a row and tells everyone.
    static long write(ConfigurableApplicationContext writer, String user) {
        StreamNews<StreamRow.PushRules> news = commit(writer, user);
        writer.getBean(Streams.class).publish(news);
        return news.position();
    }

    @Override
    public void close() {
        started.reversed().forEach(ConfigurableApplicationContext::close);
        redis.close();
        database.close();
    }
}
