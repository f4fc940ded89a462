package io.heddle.storage.keys;

import static io.heddle.storage.database.Columns.longs;
import static io.heddle.storage.database.Columns.texts;

import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.id.ServerName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Keys of other servers as they were fetched.
@Repository
public class RemoteKeyStore {
    private static final String COLUMNS =
            "SELECT server_name, key_id, verify_key, valid_until_ts, expired_ts, fetched_ts, document"
                    + " FROM remote_server_keys ";

    private final JdbcClient jdbc;

    RemoteKeyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// All keys known of some servers.
    public List<RemoteKey> ofServers(Collection<ServerName> servers) {
        return jdbc.sql(COLUMNS + "WHERE server_name = ANY (?)")
                .param(servers.stream().map(ServerName::value).toArray(String[]::new))
                .query(RemoteKeyStore::key)
                .list();
    }

    /// Stores keys. What is known of a key gives way unless it was fetched later; of several given of one key, that which
    /// is valid for longest counts.
    public void save(List<RemoteKey> fetched) {
        Map<String, RemoteKey> distinct = new TreeMap<>();
        for (RemoteKey key : fetched) {
            distinct.merge(
                    key.server() + " " + key.key().keyId(),
                    key,
                    BinaryOperator.maxBy(Comparator.comparingLong(RemoteKey::validUntilTs)));
        }
        List<RemoteKey> keys = List.copyOf(distinct.values());
        jdbc.sql(
                        "INSERT INTO remote_server_keys (server_name, key_id, verify_key, valid_until_ts, expired_ts,"
                                + " fetched_ts, document) SELECT * FROM unnest(?::text[], ?::text[], ?::bytea[], ?::bigint[],"
                                + " ?::bigint[], ?::bigint[], ?::bytea[]) ON CONFLICT (server_name, key_id) DO UPDATE SET"
                                + " verify_key = excluded.verify_key, valid_until_ts = excluded.valid_until_ts,"
                                + " expired_ts = excluded.expired_ts, fetched_ts = excluded.fetched_ts,"
                                + " document = excluded.document"
                                + " WHERE remote_server_keys.fetched_ts <= excluded.fetched_ts")
                .params(
                        texts(keys, key -> key.server().value()),
                        texts(keys, key -> key.key().keyId()),
                        keys.stream().map(key -> key.key().bytes()).toArray(byte[][]::new),
                        longs(keys, RemoteKey::validUntilTs),
                        keys.stream().map(RemoteKey::expiredTs).toArray(Long[]::new),
                        longs(keys, RemoteKey::fetchedTs),
                        keys.stream().map(RemoteKey::document).toArray(byte[][]::new))
                .update();
    }

    private static RemoteKey key(ResultSet row, int number) throws SQLException {
        long expired = row.getLong("expired_ts");
        boolean inUse = row.wasNull();
        return new RemoteKey(
                ServerName.parse(row.getString("server_name")),
                new VerifyKey(row.getString("key_id"), row.getBytes("verify_key")),
                row.getLong("valid_until_ts"),
                inUse ? null : Long.valueOf(expired),
                row.getLong("fetched_ts"),
                row.getBytes("document"));
    }
}
