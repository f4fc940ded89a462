package io.heddle.storage.accountdata;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.StreamPositionStore;
import io.heddle.storage.room.Room;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/// What clients keep for a user. https://spec.matrix.org/v1.19/client-server-api/#client-config
@Repository
public class AccountDataStore {
    private static final long GLOBAL = 0;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final StreamPositionStore positions;
    private final ObjectProvider<Streams> streams;

    AccountDataStore(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            StreamPositionStore positions,
            ObjectProvider<Streams> streams) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.positions = positions;
        this.streams = streams;
    }

    /// One entry; deleted ones are absent.
    ///
    /// @param room null for global account data
    public Optional<ObjectNode> find(UserId user, @Nullable Room room, String type) {
        return jdbc.sql(
                        "SELECT content FROM account_data WHERE user_id = ? AND room_nid = ? AND type = ? AND NOT deleted")
                .params(user.value(), nid(room), type)
                .query(byte[].class)
                .optional()
                .map(Json::parseObject);
    }

    /// A user's entries written after `from` and up to `to`, global and of all rooms. With `from` 0 deleted ones are left out.
    public List<Entry> changed(UserId user, long from, long to) {
        return jdbc.sql(
                        "SELECT room_nid, type, content FROM account_data"
                                + " WHERE user_id = ? AND position > ? AND position <= ? AND (? > 0 OR NOT deleted)")
                .params(user.value(), from, to, from)
                .query(AccountDataStore::entry)
                .list();
    }

    /// A user's entries for some rooms, at most as new as `to`.
    public List<Entry> ofRooms(UserId user, Collection<Long> roomNids, long to) {
        return jdbc.sql(
                        "SELECT room_nid, type, content FROM account_data"
                                + " WHERE user_id = ? AND room_nid = ANY (?) AND position <= ? AND NOT deleted")
                .params(user.value(), roomNids.toArray(Long[]::new), to)
                .query(AccountDataStore::entry)
                .list();
    }

    public void put(UserId user, @Nullable Room room, String type, ObjectNode content) {
        update(user, room, type, ignored -> content);
    }

    /// Removes an entry; syncs tell of it as an empty object.
    public void delete(UserId user, @Nullable Room room, String type) {
        write(user, room, type, ignored -> Json.object(), true);
    }

    /// Replaces an entry by what `change` makes of the present one (an empty object when there is none), alone at a time.
    public void update(
            UserId user, @Nullable Room room, String type, UnaryOperator<ObjectNode> change) {
        write(user, room, type, change, false);
    }

    private void write(
            UserId user,
            @Nullable Room room,
            String type,
            UnaryOperator<ObjectNode> change,
            boolean deleted) {
        Long position =
                transactions.execute(status -> {
                    jdbc.sql(
                                    "INSERT INTO account_data (user_id, room_nid, type, content, position) VALUES (?, ?, ?, '{}'::bytea, 0)"
                                            + " ON CONFLICT DO NOTHING")
                            .params(user.value(), nid(room), type)
                            .update();
                    byte[] present =
                            jdbc.sql(
                                            "SELECT content FROM account_data"
                                                    + " WHERE user_id = ? AND room_nid = ? AND type = ? FOR UPDATE")
                                    .params(user.value(), nid(room), type)
                                    .query(byte[].class)
                                    .single();
                    ObjectNode content = change.apply(Json.parseObject(present));
                    long taken = positions.take(StreamName.ACCOUNT_DATA, 1);
                    jdbc.sql(
                                    "UPDATE account_data SET content = ?, deleted = ?, position = ?"
                                            + " WHERE user_id = ? AND room_nid = ? AND type = ?")
                            .params(
                                    Json.bytes(content),
                                    deleted,
                                    taken,
                                    user.value(),
                                    nid(room),
                                    type)
                            .update();
                    return taken;
                });
        long at = java.util.Objects.requireNonNull(position);
        streams.getObject()
                .publish(
                        new StreamNews<>(
                                StreamName.ACCOUNT_DATA,
                                at - 1,
                                at,
                                List.of(
                                        new StreamRow.AccountData(
                                                at,
                                                user.value(),
                                                room == null ? null : room.id().value(),
                                                type))));
    }

    /// Removes global entries of some types, as part of a transaction; what it returns runs after the commit.
    Runnable removing(UserId user, Collection<String> types) {
        List<String> found =
                jdbc.sql(
                                "SELECT type FROM account_data WHERE user_id = ? AND room_nid = ? AND type = ANY (?)"
                                        + " AND NOT deleted ORDER BY type FOR UPDATE")
                        .params(user.value(), GLOBAL, types.toArray(String[]::new))
                        .query(String.class)
                        .list();
        if (found.isEmpty()) {
            return () -> {};
        }
        long last = positions.take(StreamName.ACCOUNT_DATA, found.size());
        long before = last - found.size();
        jdbc.sql(
                        "UPDATE account_data a SET content = '{}'::bytea, deleted = true, position = ? + t.number"
                                + " FROM unnest(?::text[]) WITH ORDINALITY AS t (type, number)"
                                + " WHERE a.user_id = ? AND a.room_nid = ? AND a.type = t.type")
                .params(before, found.toArray(String[]::new), user.value(), GLOBAL)
                .update();
        List<StreamRow.AccountData> rows = new ArrayList<>();
        for (String type : found) {
            long position = before + rows.size() + 1;
            rows.add(new StreamRow.AccountData(position, user.value(), null, type));
        }
        return () ->
                streams.getObject()
                        .publish(new StreamNews<>(StreamName.ACCOUNT_DATA, before, last, rows));
    }

    private static long nid(@Nullable Room room) {
        return room == null ? GLOBAL : room.nid();
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        long room = row.getLong("room_nid");
        return new Entry(
                room == GLOBAL ? null : room,
                row.getString("type"),
                Json.parseObject(row.getBytes("content")));
    }

    private List<StreamRow.AccountData> rows(long from, long to, int limit) {
        return jdbc.sql(
                        "SELECT a.position, a.user_id, r.room_id, a.type FROM account_data a"
                                + " LEFT JOIN rooms r ON r.nid = a.room_nid"
                                + " WHERE a.position > ? AND a.position <= ? ORDER BY a.position LIMIT ?")
                .params(from, to, limit)
                .query((row, number) ->
                        new StreamRow.AccountData(
                                row.getLong("position"),
                                row.getString("user_id"),
                                row.getString("room_id"),
                                row.getString("type")))
                .list();
    }

    /// An entry of account data.
    ///
    /// @param roomNid null for global account data
    public record Entry(@Nullable Long roomNid, String type, ObjectNode content) {}

    @Configuration(proxyBeanMethods = false)
    static class Source {
        @Bean
        StreamSource<StreamRow.AccountData> accountDataSource(AccountDataStore store) {
            return new StreamSource<>(StreamName.ACCOUNT_DATA, store::rows);
        }
    }
}
