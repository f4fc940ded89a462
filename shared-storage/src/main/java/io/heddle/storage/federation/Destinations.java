package io.heddle.storage.federation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.ServerName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Which servers failed lately. What another process notes is known here half a minute later at the latest.
@Repository
public class Destinations {
    private static final int CACHED = 100_000;
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final Cache<String, Destination> cache =
            Caffeine.newBuilder().maximumSize(CACHED).expireAfterWrite(FRESH).build();

    public Destinations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Destination find(ServerName server) {
        return findAll(List.of(server)).getOrDefault(server, Destination.ANSWERING);
    }

    /// How each of some servers has been answering.
    public Map<ServerName, Destination> findAll(Collection<ServerName> servers) {
        Map<ServerName, Destination> found = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (ServerName server : servers) {
            Destination known = cache.getIfPresent(server.value());
            if (known == null) {
                missing.add(server.value());
            } else {
                found.put(server, known);
            }
        }
        if (!missing.isEmpty()) {
            Map<String, Destination> read = read(missing);
            for (String server : missing) {
                Destination destination = read.getOrDefault(server, Destination.ANSWERING);
                cache.put(server, destination);
                found.put(ServerName.parse(server), destination);
            }
        }
        return found;
    }

    private Map<String, Destination> read(List<String> servers) {
        Map<String, Destination> read = new HashMap<>();
        jdbc.sql(
                        "SELECT destination, failure_ts, retry_last_ts, retry_interval FROM destinations"
                                + " WHERE destination = ANY (?)")
                .param(servers.toArray(String[]::new))
                .query((row, number) ->
                        read.put(
                                row.getString("destination"),
                                new Destination(
                                        row.getLong("failure_ts"),
                                        row.getLong("retry_last_ts"),
                                        row.getLong("retry_interval"))))
                .list();
        return read;
    }

    /// Notes a failure.
    public void failed(ServerName server, Destination state) {
        jdbc.sql(
                        "INSERT INTO destinations (destination, failure_ts, retry_last_ts, retry_interval)"
                                + " VALUES (?, ?, ?, ?) ON CONFLICT (destination) DO UPDATE SET"
                                + " failure_ts = excluded.failure_ts, retry_last_ts = excluded.retry_last_ts,"
                                + " retry_interval = excluded.retry_interval")
                .params(
                        server.value(),
                        state.failureTs(),
                        state.retryLastTs(),
                        state.retryInterval())
                .update();
        cache.put(server.value(), state);
    }

    /// Notes that a server answered, or asked something: whatever it was, it is over. Costs nothing where it was not
    /// known to fail.
    public void answered(ServerName server) {
        if (find(server).isFailing()) {
            jdbc.sql("DELETE FROM destinations WHERE destination = ?")
                    .param(server.value())
                    .update();
            cache.put(server.value(), Destination.ANSWERING);
        }
    }
}
