package io.heddle.replication.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A PostgreSQL with the tables of streams, duties and instances, as the migrations of storage make them.
public final class Database implements AutoCloseable {
    private static final Path MIGRATIONS =
            Path.of("../shared-storage/src/main/resources/db/migration");
    private static final List<String> USED =
            List.of("V001__streams_and_duties.sql", "V120__instances_and_ephemeral_streams.sql");

    private final EmbeddedPostgres postgres;

    public Database() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        Map.of("fsync", "off", "synchronous_commit", "off").forEach(builder::setServerConfig);
        try {
            postgres = builder.start();
            for (String migration : USED) {
                jdbc().sql(Files.readString(MIGRATIONS.resolve(migration))).update();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(postgres.getPostgresDatabase());
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
