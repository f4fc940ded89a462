package io.heddle.replication.duty;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table `duties`. Statements touch rows in the order of the key, so that instances never wait for each other in a ring.
public final class JdbcDutyTable implements DutyTable {
    private final JdbcClient jdbc;

    public JdbcDutyTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Lease> claim(
            Holder holder, boolean takeOver, Collection<Duty> wanted, Instant now, Instant end) {
        return jdbc.sql(
                        "INSERT INTO duties AS d (role, part, holder, epoch, expires_at)"
                                + " SELECT w.role, w.part, ?, 1, ? FROM unnest(?::text[], ?::text[]) AS w (role, part)"
                                + " ORDER BY w.role, w.part"
                                + " ON CONFLICT (role, part) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at,"
                                + " epoch = d.epoch + CASE WHEN d.holder = excluded.holder THEN 0 ELSE 1 END"
                                + " WHERE d.holder = excluded.holder OR d.expires_at < ?"
                                + " OR (? AND split_part(d.holder, '/', 1) = ?)"
                                + " RETURNING role, part, epoch")
                .params(
                        Arrays.asList(
                                holder.toString(),
                                at(end),
                                roles(wanted),
                                parts(wanted),
                                at(now),
                                takeOver,
                                holder.name()))
                .query((row, number) -> new Lease(duty(row), row.getLong("epoch")))
                .list();
    }

    @Override
    public Map<Duty, Long> lock(Holder holder, Collection<Duty> duties) {
        Map<Duty, Long> epochs = new HashMap<>();
        jdbc.sql(
                        "SELECT role, part, epoch FROM duties WHERE (role, part) IN (SELECT * FROM unnest(?::text[], ?::text[]))"
                                + " AND holder = ? ORDER BY role, part FOR SHARE")
                .params(Arrays.asList(roles(duties), parts(duties), holder.toString()))
                .query((row, number) -> Map.entry(duty(row), row.getLong("epoch")))
                .list()
                .forEach(entry -> epochs.put(entry.getKey(), entry.getValue()));
        return epochs;
    }

    @Override
    public void release(Holder holder, Collection<Duty> duties, Instant now) {
        jdbc.sql(
                        "UPDATE duties SET expires_at = ? WHERE holder = ?"
                                + " AND (role, part) IN (SELECT * FROM unnest(?::text[], ?::text[]))")
                .params(
                        Arrays.asList(
                                at(now.minusSeconds(1)),
                                holder.toString(),
                                roles(duties),
                                parts(duties)))
                .update();
    }

    @Override
    public void releaseAll(Holder holder, Instant now) {
        jdbc.sql("UPDATE duties SET expires_at = ? WHERE holder = ?")
                .params(at(now.minusSeconds(1)), holder.toString())
                .update();
    }

    @Override
    public Map<Duty, Holding> holdings(String role, Instant now) {
        Map<Duty, Holding> holdings = new HashMap<>();
        jdbc.sql("SELECT part, holder, epoch FROM duties WHERE role = ? AND expires_at >= ?")
                .params(role, at(now))
                .query((row, number) ->
                        Map.entry(
                                new Duty(role, row.getString("part")),
                                new Holding(
                                        Holder.parse(row.getString("holder")),
                                        row.getLong("epoch"))))
                .list()
                .forEach(entry -> holdings.put(entry.getKey(), entry.getValue()));
        return holdings;
    }

    private static Duty duty(ResultSet row) throws SQLException {
        return new Duty(row.getString("role"), row.getString("part"));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String[] roles(Collection<Duty> duties) {
        return duties.stream().map(Duty::role).toArray(String[]::new);
    }

    private static String[] parts(Collection<Duty> duties) {
        return duties.stream().map(Duty::part).toArray(String[]::new);
    }
}
