package io.heddle.storage.receipt;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.StreamPositionStore;
import io.heddle.storage.push.ReadPositions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// Read receipts. https://spec.matrix.org/v1.19/client-server-api/#receipts
@Repository
public class Receipts {
    private static final String COLUMNS =
            "SELECT room_nid, user_id, receipt_type, thread_id, event_id, room_pos, ts FROM receipts ";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final StreamPositionStore positions;
    private final ObjectProvider<Streams> streams;
    private final ReadPositions readPositions;

    Receipts(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            StreamPositionStore positions,
            ObjectProvider<Streams> streams,
            ReadPositions readPositions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.positions = positions;
        this.streams = streams;
        this.readPositions = readPositions;
    }

    /// Stores those of a user's receipts in one room that move forward, and tells of them.
    public void move(String roomId, List<Receipt> receipts) {
        List<StreamRow.Receipt> moved = new ArrayList<>();
        Long last =
                transactions.execute(status -> {
                    List<Receipt> forward = receipts.stream().filter(this::upsert).toList();
                    if (forward.isEmpty()) {
                        return 0L;
                    }
                    long to = positions.take(StreamName.RECEIPTS, forward.size());
                    long at = to - forward.size();
                    for (Receipt receipt : forward) {
                        at++;
                        readPositions.moveTo(
                                receipt.userId(),
                                receipt.roomNid(),
                                thread(receipt.threadId()),
                                receipt.roomPos());
                        jdbc.sql(
                                        "UPDATE receipts SET position = ?"
                                                + " WHERE room_nid = ? AND user_id = ? AND receipt_type = ? AND thread_id = ?")
                                .params(
                                        at,
                                        receipt.roomNid(),
                                        receipt.userId(),
                                        receipt.type(),
                                        thread(receipt.threadId()))
                                .update();
                        moved.add(
                                new StreamRow.Receipt(
                                        at,
                                        roomId,
                                        receipt.type(),
                                        receipt.userId(),
                                        receipt.eventId(),
                                        receipt.threadId(),
                                        receipt.ts()));
                    }
                    return to;
                });
        if (!moved.isEmpty() && last != null) {
            streams.getObject()
                    .publish(
                            new StreamNews<>(
                                    StreamName.RECEIPTS, last - moved.size(), last, moved));
        }
    }

    private boolean upsert(Receipt receipt) {
        return jdbc.sql(
                                "INSERT INTO receipts AS r"
                                        + " (room_nid, user_id, receipt_type, thread_id, event_id, room_pos, ts, position)"
                                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 0)"
                                        + " ON CONFLICT (room_nid, user_id, receipt_type, thread_id) DO UPDATE SET"
                                        + " event_id = excluded.event_id, room_pos = excluded.room_pos, ts = excluded.ts"
                                        + " WHERE excluded.room_pos > r.room_pos")
                        .params(
                                receipt.roomNid(),
                                receipt.userId(),
                                receipt.type(),
                                thread(receipt.threadId()),
                                receipt.eventId(),
                                receipt.roomPos(),
                                receipt.ts())
                        .update()
                > 0;
    }

    /// Receipts in some rooms written after `from` and up to `to`, as `reader` may see them: others' private ones left out.
    public List<Receipt> changed(Collection<Long> roomNids, String reader, long from, long to) {
        return jdbc.sql(
                        COLUMNS
                                + "WHERE room_nid = ANY (?) AND position > ? AND position <= ?"
                                + " AND (receipt_type <> 'm.read.private' OR user_id = ?)")
                .params(roomNids.toArray(Long[]::new), from, to, reader)
                .query(Receipts::receipt)
                .list();
    }

    /// A user's own receipts in some rooms.
    public List<Receipt> ofUser(String userId, Collection<Long> roomNids) {
        return jdbc.sql(COLUMNS + "WHERE user_id = ? AND room_nid = ANY (?)")
                .params(userId, roomNids.toArray(Long[]::new))
                .query(Receipts::receipt)
                .list();
    }

    private static String thread(@Nullable String threadId) {
        return threadId == null ? "" : threadId;
    }

    private static Receipt receipt(ResultSet row, int number) throws SQLException {
        String thread = row.getString("thread_id");
        return new Receipt(
                row.getLong("room_nid"),
                row.getString("user_id"),
                row.getString("receipt_type"),
                thread.isEmpty() ? null : thread,
                row.getString("event_id"),
                row.getLong("room_pos"),
                row.getLong("ts"));
    }

    private List<StreamRow.Receipt> rows(long from, long to, int limit) {
        return jdbc.sql(
                        "SELECT p.position, r.room_id, p.receipt_type, p.user_id, p.event_id, p.thread_id, p.ts"
                                + " FROM receipts p JOIN rooms r ON r.nid = p.room_nid"
                                + " WHERE p.position > ? AND p.position <= ? ORDER BY p.position LIMIT ?")
                .params(from, to, limit)
                .query((row, number) ->
                        new StreamRow.Receipt(
                                row.getLong("position"),
                                row.getString("room_id"),
                                row.getString("receipt_type"),
                                row.getString("user_id"),
                                row.getString("event_id"),
                                row.getString("thread_id").isEmpty()
                                        ? null
                                        : row.getString("thread_id"),
                                row.getLong("ts")))
                .list();
    }

    @Configuration(proxyBeanMethods = false)
    static class Source {
        @Bean
        StreamSource<StreamRow.Receipt> receiptsSource(Receipts receipts) {
            return new StreamSource<>(StreamName.RECEIPTS, receipts::rows);
        }
    }
}
