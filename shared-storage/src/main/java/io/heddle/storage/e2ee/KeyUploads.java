package io.heddle.storage.e2ee;

import static io.heddle.storage.database.Columns.texts;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.KeyUpload.Key;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes the keys that devices upload.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysupload
@Repository
public class KeyUploads {
    /// How many one-time keys a device may have lying here.
    static final int MAX_ONE_TIME_KEYS = 10_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final DeviceLists deviceLists;
    private final OneTimeKeys oneTimeKeys;
    private final Clock clock;

    KeyUploads(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            DeviceLists deviceLists,
            OneTimeKeys oneTimeKeys,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.deviceLists = deviceLists;
        this.oneTimeKeys = oneTimeKeys;
        this.clock = clock;
    }

    /// Stores all keys of an upload or none. Fails with 400 when a one-time key of the same name but other content is there.
    public KeyCounts upload(UserId user, String deviceId, KeyUpload upload) {
        List<Runnable> after = new ArrayList<>();
        KeyCounts counts =
                transactions.execute(status -> {
                    lockDevice(user, deviceId);
                    boolean changed =
                            upload.deviceKeys() != null
                                    && replaceDeviceKeys(user, deviceId, upload.deviceKeys());
                    insertOneTimeKeys(user, deviceId, upload.oneTimeKeys());
                    replaceFallbackKeys(user, deviceId, upload.fallbackKeys());
                    KeyCounts left = oneTimeKeys.read(user, deviceId);
                    checkTotal(left);
                    if (changed) {
                        after.add(deviceLists.changed(user, List.of(deviceId)));
                    }
                    if (!upload.oneTimeKeys().isEmpty() || !upload.fallbackKeys().isEmpty()) {
                        after.add(oneTimeKeys.countsChanged(user, deviceId));
                    }
                    return left;
                });
        after.forEach(Runnable::run);
        return java.util.Objects.requireNonNull(counts);
    }

    /// One upload of a device at a time, and none while the device is being removed.
    private void lockDevice(UserId user, String deviceId) {
        jdbc.sql("SELECT 1 FROM devices WHERE user_id = ? AND device_id = ? FOR NO KEY UPDATE")
                .params(user.value(), deviceId)
                .query(Integer.class)
                .optional()
                .orElseThrow(() ->
                        new MatrixException(401, "M_UNKNOWN_TOKEN", "The device was removed"));
    }

    /// False when the device has these very keys.
    private boolean replaceDeviceKeys(UserId user, String deviceId, byte[] keys) {
        return jdbc.sql(
                                "INSERT INTO device_keys AS k (user_id, device_id, keys, uploaded_ts) VALUES (?, ?, ?, ?)"
                                        + " ON CONFLICT (user_id, device_id) DO UPDATE"
                                        + " SET keys = excluded.keys, uploaded_ts = excluded.uploaded_ts"
                                        + " WHERE k.keys <> excluded.keys")
                        .params(user.value(), deviceId, keys, clock.millis())
                        .update()
                == 1;
    }

    private void insertOneTimeKeys(UserId user, String deviceId, List<Key> keys) {
        if (keys.isEmpty()) {
            return;
        }
        Set<String> inserted =
                new HashSet<>(
                        jdbc.sql(
                                        "INSERT INTO one_time_keys (user_id, device_id, algorithm, key_id, key, uploaded_ts)"
                                                + " SELECT ?, ?, k.algorithm, k.id, k.key, ?"
                                                + " FROM unnest(?::text[], ?::text[], ?::bytea[]) WITH ORDINALITY"
                                                + " AS k (algorithm, id, key, n) ORDER BY k.n"
                                                + " ON CONFLICT DO NOTHING RETURNING algorithm || ':' || key_id")
                                .params(
                                        user.value(),
                                        deviceId,
                                        clock.millis(),
                                        texts(keys, Key::algorithm),
                                        texts(keys, Key::id),
                                        keys.stream().map(Key::key).toArray(byte[][]::new))
                                .query(String.class)
                                .list());
        List<Key> present = keys.stream().filter(key -> !inserted.contains(key.name())).toList();
        if (!present.isEmpty()) {
            checkSame(user, deviceId, present);
        }
    }

    private void checkSame(UserId user, String deviceId, List<Key> keys) {
        jdbc.sql(
                        "SELECT k.key AS wanted, o.key AS present, k.algorithm || ':' || k.id AS name"
                                + " FROM unnest(?::text[], ?::text[], ?::bytea[]) AS k (algorithm, id, key)"
                                + " JOIN one_time_keys o ON o.user_id = ? AND o.device_id = ?"
                                + " AND o.algorithm = k.algorithm AND o.key_id = k.id")
                .params(
                        texts(keys, Key::algorithm),
                        texts(keys, Key::id),
                        keys.stream().map(Key::key).toArray(byte[][]::new),
                        user.value(),
                        deviceId)
                .query(row -> {
                    if (!unsigned(row.getBytes("wanted"))
                            .equals(unsigned(row.getBytes("present")))) {
                        throw new MatrixException(
                                400,
                                "M_INVALID_PARAM",
                                "Another one time key "
                                        + row.getString("name")
                                        + " already exists");
                    }
                });
    }

    /// Two attempts to upload the same key may have signed it differently.
    private static JsonNode unsigned(byte[] key) {
        JsonNode parsed = Json.parse(key);
        if (parsed instanceof ObjectNode object) {
            object.remove("signatures");
        }
        return parsed;
    }

    /// The key that is there already, uploaded once more, stays used if it was.
    private void replaceFallbackKeys(UserId user, String deviceId, List<Key> keys) {
        if (keys.isEmpty()) {
            return;
        }
        jdbc.sql(
                        "INSERT INTO fallback_keys AS f (user_id, device_id, algorithm, key_id, key)"
                                + " SELECT ?, ?, k.algorithm, k.id, k.key"
                                + " FROM unnest(?::text[], ?::text[], ?::bytea[]) AS k (algorithm, id, key)"
                                + " ON CONFLICT (user_id, device_id, algorithm) DO UPDATE"
                                + " SET key_id = excluded.key_id, key = excluded.key, used = f.used"
                                + " AND f.key_id = excluded.key_id AND f.key = excluded.key")
                .params(
                        user.value(),
                        deviceId,
                        texts(keys, Key::algorithm),
                        texts(keys, Key::id),
                        keys.stream().map(Key::key).toArray(byte[][]::new))
                .update();
    }

    private static void checkTotal(KeyCounts counts) {
        long total = counts.oneTimeKeys().values().stream().mapToLong(Long::longValue).sum();
        if (total > MAX_ONE_TIME_KEYS) {
            throw MatrixException.tooLarge("Too many one-time keys");
        }
    }
}
