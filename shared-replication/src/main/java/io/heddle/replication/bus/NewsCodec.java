package io.heddle.replication.bus;

import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages on the bus: a seal, a full stop and JSON. Two kinds: news of one stream, and a beat that says where a process
/// stands in all of them.
///
///     {"i": "worker1/5f…", "s": "receipts", "f": 10, "p": 11, "r": [{…}]}
///     {"i": "worker1/5f…", "at": {"events": 7, "receipts": 11, …}}
///
/// Rows are left out where they are large or (events) read from PostgreSQL in any case.
public final class NewsCodec {
    private static final int MAX_ROWS = 100;
    private static final int MAX_BYTES = 64 * 1024;

    private static final Map<StreamName, Class<? extends StreamRow>> ROWS =
            new EnumMap<>(
                    Map.ofEntries(
                            Map.entry(StreamName.TYPING, StreamRow.Typing.class),
                            Map.entry(StreamName.RECEIPTS, StreamRow.Receipt.class),
                            Map.entry(StreamName.TO_DEVICE, StreamRow.ToDevice.class),
                            Map.entry(StreamName.ACCOUNT_DATA, StreamRow.AccountData.class),
                            Map.entry(StreamName.PRESENCE, StreamRow.Presence.class),
                            Map.entry(StreamName.PUSH_RULES, StreamRow.PushRules.class),
                            Map.entry(StreamName.DEVICE_LISTS, StreamRow.DeviceList.class),
                            Map.entry(StreamName.PUSHERS, StreamRow.Pusher.class),
                            Map.entry(StreamName.CACHES, StreamRow.CacheInvalidation.class),
                            Map.entry(StreamName.PROFILES, StreamRow.Profile.class),
                            Map.entry(
                                    StreamName.THREAD_SUBSCRIPTIONS,
                                    StreamRow.ThreadSubscription.class),
                            Map.entry(StreamName.STICKY_EVENTS, StreamRow.StickyEvent.class)));

    private final Seal seal;
    private final String sender;

    /// @param sender this process, one life of it
    public NewsCodec(Seal seal, String sender) {
        this.seal = seal;
        this.sender = sender;
    }

    /// What a message turned out to be.
    sealed interface Message {}

    /// @param sealed it comes from a process that knows the secret; otherwise it is a mere hint to look
    record News(StreamNews<StreamRow> news, String sender, boolean sealed) implements Message {}

    record Beat(Map<StreamName, Long> positions, String sender, boolean sealed)
            implements Message {}

    /// Garbage, a forgery, or of a version that says more than this one knows.
    record Refused() implements Message {}

    /// A message of news.
    public byte[] encode(StreamNews<? extends StreamRow> news) {
        ObjectNode message =
                Json.object()
                        .put("i", sender)
                        .put("s", news.stream().key())
                        .put("f", news.from())
                        .put("p", news.position());
        if (ROWS.containsKey(news.stream()) && news.rows().size() <= MAX_ROWS) {
            message.set("r", Json.MAPPER.valueToTree(news.rows()));
        }
        byte[] body = Json.bytes(message);
        if (body.length > MAX_BYTES) {
            message.remove("r");
            body = Json.bytes(message);
        }
        return frame(body);
    }

    /// A message of where this process stands.
    public byte[] beat(Map<StreamName, Long> positions) {
        ObjectNode at = Json.object();
        positions.forEach((stream, position) -> at.put(stream.key(), position));
        ObjectNode message = Json.object().put("i", sender);
        message.set("at", at);
        return frame(Json.bytes(message));
    }

    private byte[] frame(byte[] body) {
        byte[] mark = seal.of(body);
        byte[] frame = new byte[mark.length + 1 + body.length];
        System.arraycopy(mark, 0, frame, 0, mark.length);
        frame[mark.length] = '.';
        System.arraycopy(body, 0, frame, mark.length + 1, body.length);
        return frame;
    }

    Message decode(byte[] frame) {
        int stop = stop(frame);
        if (stop < 0 || frame.length > 2 * MAX_BYTES) {
            return new Refused();
        }
        String mark = new String(frame, 0, stop, StandardCharsets.US_ASCII);
        byte[] body = java.util.Arrays.copyOfRange(frame, stop + 1, frame.length);
        boolean sealed = seal.fits(mark, body);
        if (!sealed && seal.isNeeded()) {
            return new Refused();
        }
        try {
            return read(Json.parseObject(body), sealed);
        } catch (JacksonException | IllegalArgumentException e) {
            return new Refused();
        }
    }

    private static int stop(byte[] frame) {
        for (int i = 0; i < Math.min(frame.length, Seal.LENGTH + 1); i++) {
            if (frame[i] == '.') {
                return i;
            }
        }
        return -1;
    }

    private static Message read(ObjectNode message, boolean sealed) {
        String sender = message.path("i").asString("");
        if (message.path("at").isObject()) {
            Map<StreamName, Long> positions = new EnumMap<>(StreamName.class);
            for (Map.Entry<String, JsonNode> entry : message.path("at").properties()) {
                StreamName stream = stream(entry.getKey());
                if (stream != null) {
                    positions.put(stream, entry.getValue().asLong(0));
                }
            }
            return new Beat(positions, sender, sealed);
        }
        StreamName stream = stream(message.path("s").asString(""));
        long position = message.path("p").asLong(-1);
        return stream == null || position < 0
                ? new Refused()
                : new News(news(message, stream, position, sealed), sender, sealed);
    }

    private static StreamNews<StreamRow> news(
            ObjectNode message, StreamName stream, long position, boolean sealed) {
        long from = message.path("f").asLong(-1);
        List<StreamRow> rows =
                sealed && message.get("r") instanceof ArrayNode array ? rows(array, stream) : null;
        return rows == null || from < 0 || !inOrder(rows, from, position)
                ? StreamNews.without(stream, position)
                : new StreamNews<>(stream, from, position, rows);
    }

    private static @Nullable List<StreamRow> rows(ArrayNode array, StreamName stream) {
        Class<? extends StreamRow> type = ROWS.get(stream);
        if (type == null) {
            return null;
        }
        List<StreamRow> rows = new ArrayList<>(array.size());
        for (JsonNode row : array) {
            rows.add(Json.MAPPER.treeToValue(row, type));
        }
        return rows;
    }

    private static boolean inOrder(List<StreamRow> rows, long from, long position) {
        long last = from;
        for (StreamRow row : rows) {
            if (row.position() <= last || row.position() > position) {
                return false;
            }
            last = row.position();
        }
        return true;
    }

    private static @Nullable StreamName stream(String key) {
        for (StreamName name : StreamName.values()) {
            if (name.name().equals(key.toUpperCase(Locale.ROOT))) {
                return name;
            }
        }
        return null;
    }
}
