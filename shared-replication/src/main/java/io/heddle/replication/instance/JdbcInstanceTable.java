package io.heddle.replication.instance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table `instances`.
public final class JdbcInstanceTable implements InstanceTable {
    private static final Duration FORGET_AFTER = Duration.ofDays(1);

    private final JdbcClient jdbc;

    public JdbcInstanceTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void announce(Instance self, Instant now) {
        jdbc.sql("DELETE FROM instances WHERE seen_at < ?")
                .param(at(now.minus(FORGET_AFTER)))
                .update();
        jdbc.sql(
                        "INSERT INTO instances (name, life, service, roles, address, version, schema_version, started_at, seen_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (name) DO UPDATE SET life = excluded.life, service = excluded.service,"
                                + " roles = excluded.roles, address = excluded.address, version = excluded.version,"
                                + " schema_version = excluded.schema_version, started_at = excluded.started_at,"
                                + " seen_at = excluded.seen_at")
                .params(
                        Arrays.asList(
                                self.name(),
                                self.life(),
                                self.service(),
                                self.roles().toArray(String[]::new),
                                self.address(),
                                self.version(),
                                self.schema(),
                                at(now),
                                at(now)))
                .update();
    }

    @Override
    public boolean beat(Instance self, Instant now) {
        return jdbc.sql("UPDATE instances SET seen_at = ? WHERE name = ? AND life = ?")
                        .params(at(now), self.name(), self.life())
                        .update()
                > 0;
    }

    @Override
    public void leave(Instance self) {
        jdbc.sql("DELETE FROM instances WHERE name = ? AND life = ?")
                .params(self.name(), self.life())
                .update();
    }

    @Override
    public List<Instance> seenSince(Instant since) {
        return jdbc.sql("SELECT * FROM instances WHERE seen_at >= ? ORDER BY name")
                .param(at(since))
                .query(JdbcInstanceTable::instance)
                .list();
    }

    private static Instance instance(ResultSet row, int number) throws SQLException {
        return new Instance(
                row.getString("name"),
                row.getString("life"),
                row.getString("service"),
                List.of((String[]) row.getArray("roles").getArray()),
                row.getString("address"),
                row.getString("version"),
                row.getString("schema_version"));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
