package io.heddle.replication.example;

import io.heddle.protocol.json.Json;
import io.heddle.replication.duty.*;
import io.heddle.replication.internal.*;
import io.heddle.replication.stream.*;
import java.util.*;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/// Counts how often each user's push rules change, and tells other instances when asked.
@SpringBootApplication
public class ExampleApplication {
    private static final String SQL =
            "SELECT * FROM changes WHERE position > ? AND position <= ? ORDER BY position LIMIT ?";

    public static void main(String[] args) {
        SpringApplication.run(ExampleApplication.class, args);
    }

    /// Where the rows of a stream are stored: what the bus loses is read from here.
    @Bean
    StreamSource<StreamRow.PushRules> source(JdbcClient jdbc) {
        var rows = StreamRow.PushRules.class;
        return new StreamSource<>(
                StreamName.PUSH_RULES,
                (from, to, limit) -> jdbc.sql(SQL).params(from, to, limit).query(rows).list());
    }

    /// Work that one instance at a time does: held by lease, it moves when its holder is gone.
    @Bean
    DutyOffer reports() {
        return DutyOffer.of("reports");
    }

    /// Who may ask what: applications named `example` may ask for changes.
    @Bean
    AccessTable access() {
        return new AccessTable(Map.of("example", Set.of("changes")));
    }

    /// What others may ask: `POST /_heddle/internal/v1/changes`.
    @Bean
    InternalEndpoint changes(Streams streams) {
        Map<String, Integer> counts = new Hashtable<>();
        streams.<StreamRow.PushRules>listen(
                StreamName.PUSH_RULES,
                (from, to, rows) -> rows.forEach(r -> counts.merge(r.userId(), 1, Integer::sum)));
        return InternalEndpoint.of("changes", request -> count(counts, request));
    }

    private static ObjectNode count(Map<String, Integer> counts, ObjectNode request) {
        String user = request.path("user_id").asString("");
        return Json.object().put("count", counts.getOrDefault(user, 0));
    }
}
