package io.heddle.storage.e2ee;

import static io.heddle.storage.database.Columns.longs;
import static io.heddle.storage.database.Columns.texts;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.database.StorableText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/// Backups of session keys. https://spec.matrix.org/v1.19/client-server-api/#server-side-key-backups
@Repository
public class KeyBackups {
    private static final int FETCH_SIZE = 500;
    private static final String VERSION =
            "SELECT version, algorithm, auth_data, etag, key_count FROM key_backup_versions"
                    + " WHERE user_id = ? AND NOT deleted ";
    private static final String LATEST = "ORDER BY version DESC LIMIT 1 ";

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    KeyBackups(JdbcTemplate template, TransactionTemplate transactions) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.transactions = transactions;
    }

    /// The version that takes keys: the newest.
    public Optional<KeyBackup> current(UserId user) {
        return current(user, "");
    }

    private Optional<KeyBackup> current(UserId user, String lock) {
        return jdbc.sql(VERSION + LATEST + lock)
                .param(user.value())
                .query(KeyBackups::backup)
                .optional();
    }

    public Optional<KeyBackup> find(UserId user, long version) {
        return find(user, version, "");
    }

    private Optional<KeyBackup> find(UserId user, long version, String lock) {
        return jdbc.sql(VERSION + "AND version = ? " + lock)
                .params(user.value(), version)
                .query(KeyBackups::backup)
                .optional();
    }

    /// Begins a new version, which takes the keys from now on; returns its number.
    public long create(UserId user, String algorithm, ObjectNode authData) {
        return inTransaction(() -> {
            lockAccount(user);
            return jdbc.sql(
                            "INSERT INTO key_backup_versions (user_id, version, algorithm, auth_data)"
                                    + " SELECT ?, coalesce(max(version), 0) + 1, ?, ? FROM key_backup_versions"
                                    + " WHERE user_id = ? RETURNING version")
                    .params(user.value(), algorithm, Json.bytes(authData), user.value())
                    .query(Long.class)
                    .single();
        });
    }

    public void setAuthData(UserId user, long version, ObjectNode authData) {
        jdbc.sql(
                        "UPDATE key_backup_versions SET auth_data = ? WHERE user_id = ? AND version = ? AND NOT deleted")
                .params(Json.bytes(authData), user.value(), version)
                .update();
    }

    /// Deletes a version with its keys; false when there never was such a version.
    public boolean delete(UserId user, long version) {
        return inTransaction(() -> {
            int marked =
                    jdbc.sql(
                                    "UPDATE key_backup_versions SET deleted = true, auth_data = '{}'::bytea, key_count = 0"
                                            + " WHERE user_id = ? AND version = ?")
                            .params(user.value(), version)
                            .update();
            jdbc.sql("DELETE FROM key_backup_keys WHERE user_id = ? AND version = ?")
                    .params(user.value(), version)
                    .update();
            return marked == 1;
        });
    }

    /// Puts keys into the current version; a key that is there already is replaced only by a better one. Fails with 404
    /// for an unknown version and with 403 M_WRONG_ROOM_KEYS_VERSION for one that is not the current.
    public KeyBackup put(UserId user, long version, List<BackedUpKey> keys) {
        return inTransaction(() -> {
            lockAccount(user);
            KeyBackup backup = lockCurrent(user, version);
            List<Boolean> written = write(user, version, keys);
            long added = written.stream().filter(isNew -> isNew).count();
            return touch(user, backup, !written.isEmpty(), added);
        });
    }

    private KeyBackup lockCurrent(UserId user, long version) {
        KeyBackup current = current(user, "FOR UPDATE").orElseThrow(() -> unknown());
        if (current.version() != version) {
            find(user, version).orElseThrow(() -> unknown());
            throw new MatrixException(403, "M_WRONG_ROOM_KEYS_VERSION", "Wrong backup version")
                    .with("current_version", Long.toString(current.version()));
        }
        return current;
    }

    /// For each key that was written, whether it is new. Better is what is verified, else what begins at an earlier message,
    /// else what was forwarded less often.
    private List<Boolean> write(UserId user, long version, List<BackedUpKey> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "INSERT INTO key_backup_keys AS k (user_id, version, room_id, session_id,"
                                + " first_message_index, forwarded_count, is_verified, session_data)"
                                + " SELECT ?, ?, n.* FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[],"
                                + " ?::boolean[], ?::bytea[]) AS n"
                                + " ON CONFLICT (user_id, version, room_id, session_id) DO UPDATE SET"
                                + " first_message_index = excluded.first_message_index,"
                                + " forwarded_count = excluded.forwarded_count,"
                                + " is_verified = excluded.is_verified, session_data = excluded.session_data"
                                + " WHERE (NOT excluded.is_verified, excluded.first_message_index, excluded.forwarded_count)"
                                + " < (NOT k.is_verified, k.first_message_index, k.forwarded_count)"
                                + " RETURNING xmax = 0")
                .params(
                        user.value(),
                        version,
                        texts(keys, key -> key.roomId().value()),
                        texts(keys, BackedUpKey::sessionId),
                        longs(keys, BackedUpKey::firstMessageIndex),
                        longs(keys, BackedUpKey::forwardedCount),
                        verified(keys),
                        keys.stream().map(BackedUpKey::sessionData).toArray(byte[][]::new))
                .query(Boolean.class)
                .list();
    }

    private static boolean[] verified(List<BackedUpKey> keys) {
        boolean[] column = new boolean[keys.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = keys.get(i).isVerified();
        }
        return column;
    }

    /// Deletes keys of a version: all, those of a room, or one. Fails with 404 for an unknown version.
    public KeyBackup deleteKeys(
            UserId user, long version, @Nullable RoomId room, @Nullable String session) {
        return inTransaction(() -> {
            lockAccount(user);
            KeyBackup backup = find(user, version, "FOR UPDATE").orElseThrow(() -> unknown());
            int deleted =
                    jdbc.sql("DELETE FROM key_backup_keys " + SELECTED)
                            .param("user", user.value())
                            .param("version", version)
                            .param("room", room == null ? null : room.value())
                            .param("session", StorableText.ofNullable(session))
                            .update();
            return touch(user, backup, deleted > 0, -deleted);
        });
    }

    private static final String SELECTED =
            "WHERE user_id = :user AND version = :version"
                    + " AND (:room::text IS NULL OR room_id = :room::text)"
                    + " AND (:session::text IS NULL OR session_id = :session::text)";

    private KeyBackup touch(UserId user, KeyBackup backup, boolean changed, long added) {
        if (!changed) {
            return backup;
        }
        return jdbc.sql(
                        "UPDATE key_backup_versions SET etag = etag + 1, key_count = key_count + ?"
                                + " WHERE user_id = ? AND version = ?"
                                + " RETURNING version, algorithm, auth_data, etag, key_count")
                .params(added, user.value(), backup.version())
                .query(KeyBackups::backup)
                .single();
    }

    /// Hands over the keys of a version, ordered by room and session: all, those of a room, or one. Fails with 404 for an
    /// unknown version.
    public void read(
            UserId user,
            long version,
            @Nullable RoomId room,
            @Nullable String session,
            Consumer<BackedUpKey> each) {
        transactions.executeWithoutResult(status -> {
            find(user, version).orElseThrow(() -> unknown());
            JdbcTemplate paging =
                    new JdbcTemplate(Objects.requireNonNull(template.getDataSource()));
            paging.setFetchSize(FETCH_SIZE);
            JdbcClient.create(paging)
                    .sql(
                            "SELECT * FROM key_backup_keys "
                                    + SELECTED
                                    + " ORDER BY room_id, session_id")
                    .param("user", user.value())
                    .param("version", version)
                    .param("room", room == null ? null : room.value())
                    .param("session", StorableText.ofNullable(session))
                    .query(row -> {
                        each.accept(key(row));
                    });
        });
    }

    private void lockAccount(UserId user) {
        jdbc.sql("SELECT 1 FROM accounts WHERE user_id = ? FOR NO KEY UPDATE")
                .param(user.value())
                .query(Integer.class)
                .optional();
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(status -> work.get()));
    }

    public static MatrixException unknown() {
        return MatrixException.notFound("Unknown backup version");
    }

    private static KeyBackup backup(ResultSet row, int number) throws SQLException {
        return new KeyBackup(
                row.getLong("version"),
                row.getString("algorithm"),
                Json.parseObject(row.getBytes("auth_data")),
                row.getLong("etag"),
                row.getLong("key_count"));
    }

    private static BackedUpKey key(ResultSet row) throws SQLException {
        return new BackedUpKey(
                RoomId.parse(row.getString("room_id")),
                row.getString("session_id"),
                row.getLong("first_message_index"),
                row.getLong("forwarded_count"),
                row.getBoolean("is_verified"),
                row.getBytes("session_data"));
    }
}
