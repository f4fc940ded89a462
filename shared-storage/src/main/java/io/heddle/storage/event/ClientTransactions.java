package io.heddle.storage.event;

import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import java.util.Collection;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The events that clients' transactions made.
/// https://spec.matrix.org/v1.19/client-server-api/#transaction-identifiers
@Repository
public class ClientTransactions {
    private final JdbcClient jdbc;

    ClientTransactions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The event that a transaction made.
    public Optional<EventId> find(UserId user, long roomNid, ClientTransaction transaction) {
        return jdbc.sql(
                        "SELECT event_id FROM event_transactions"
                                + " WHERE user_id = ? AND device_id = ? AND room_nid = ? AND request = ? AND txn_id = ?")
                .params(
                        user.value(),
                        transaction.deviceId(),
                        roomNid,
                        transaction.request(),
                        transaction.txnId())
                .query(String.class)
                .optional()
                .map(EventId::parse);
    }

    /// Forgets the transactions of some devices of a user.
    public void forgetDevices(UserId user, Collection<String> deviceIds) {
        jdbc.sql("DELETE FROM event_transactions WHERE user_id = ? AND device_id = ANY (?)")
                .params(user.value(), deviceIds.toArray(String[]::new))
                .update();
    }

    /// Deletes up to `limit` transactions from before a time; returns how many.
    public int deleteBefore(long ts, int limit) {
        return jdbc.sql(
                        "DELETE FROM event_transactions WHERE ctid = ANY (ARRAY(SELECT ctid FROM event_transactions"
                                + " WHERE created_ts < ? ORDER BY created_ts LIMIT ?))")
                .params(ts, limit)
                .update();
    }
}
