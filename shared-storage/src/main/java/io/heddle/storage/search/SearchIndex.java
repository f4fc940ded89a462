package io.heddle.storage.search;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.database.StorableText;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;

/// Writes the searchable texts of events. Words are kept as they are and as English stems.
@Repository
public class SearchIndex {
    public static final String BODY = "content.body";
    public static final String NAME = "content.name";
    public static final String TOPIC = "content.topic";

    private final JdbcClient jdbc;
    private final Events events;

    SearchIndex(JdbcClient jdbc, Events events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /// A searchable text of an event.
    public record Text(long nid, long roomNid, String key, String text) {}

    /// Takes in the live events with `from < nid <= to`, and takes out what they redact.
    public void follow(long from, long to) {
        List<StoredEvent> found =
                events.inOrder(
                        jdbc.sql(
                                        "SELECT nid FROM events WHERE nid > ? AND nid <= ? AND room_pos IS NOT NULL"
                                                + " AND NOT soft_failed AND rejected_reason IS NULL AND type IN"
                                                + " ('m.room.message', 'm.room.name', 'm.room.topic', 'm.room.redaction')"
                                                + " ORDER BY nid")
                                .params(from, to)
                                .query(Long.class)
                                .list());
        add(found.stream().map(SearchIndex::textOf).filter(Objects::nonNull).toList());
        remove(
                found.stream()
                        .map(event -> event.pdu().redacts())
                        .filter(Objects::nonNull)
                        .toList());
    }

    /// What of an event can be searched; null when nothing.
    public static @Nullable Text textOf(StoredEvent event) {
        Pdu pdu = event.pdu();
        if (event.redactedBy() != null) {
            return null;
        }
        return switch (pdu.type()) {
            case "m.room.message" -> text(event, BODY, Json.string(pdu.content(), "body"));
            case "m.room.name" -> text(event, NAME, Json.string(pdu.content(), "name"));
            case "m.room.topic" -> text(event, TOPIC, topic(pdu));
            default -> null;
        };
    }

    private static @Nullable Text text(StoredEvent event, String key, @Nullable String text) {
        return text == null || text.isBlank()
                ? null
                : new Text(event.nid(), event.roomNid(), key, StorableText.of(text));
    }

    /// The old field and the plain texts of the new one, which may differ.
    private static @Nullable String topic(Pdu pdu) {
        List<String> texts = new ArrayList<>();
        for (JsonNode part : pdu.content().path("m.topic").path("m.text")) {
            String type = Json.string(part, "mimetype");
            String body = Json.string(part, "body");
            if (body != null && (type == null || type.equals("text/plain"))) {
                texts.add(body);
            }
        }
        String plain = Json.string(pdu.content(), "topic");
        if (plain != null && !texts.contains(plain)) {
            texts.add(plain);
        }
        return texts.isEmpty() ? null : String.join("\n", texts);
    }

    private void add(List<Text> texts) {
        if (texts.isEmpty()) {
            return;
        }
        jdbc.sql(
                        "INSERT INTO event_search (event_nid, key, room_nid, vector)"
                                + " SELECT t.nid, t.key, t.room_nid, to_tsvector('english', t.text)"
                                + " || to_tsvector('simple', t.text) || array_to_tsvector(ARRAY['!' || t.room_nid])"
                                + " FROM unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[])"
                                + " AS t (nid, key, room_nid, text) ON CONFLICT DO NOTHING")
                .params(
                        texts.stream().map(Text::nid).toArray(Long[]::new),
                        texts.stream().map(Text::key).toArray(String[]::new),
                        texts.stream().map(Text::roomNid).toArray(Long[]::new),
                        texts.stream().map(Text::text).toArray(String[]::new))
                .update();
    }

    private void remove(List<EventId> redacted) {
        if (redacted.isEmpty()) {
            return;
        }
        jdbc.sql(
                        "DELETE FROM event_search AS s USING events AS e WHERE e.event_id = ANY (?)"
                                + " AND e.redacted_by IS NOT NULL AND s.event_nid = e.nid")
                .param(redacted.stream().map(EventId::value).toArray(String[]::new))
                .update();
    }
}
