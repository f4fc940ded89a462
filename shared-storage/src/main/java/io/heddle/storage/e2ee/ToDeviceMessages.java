package io.heddle.storage.e2ee;

import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The queues of messages to devices: a message stays until its device has acknowledged it.
/// https://spec.matrix.org/v1.19/client-server-api/#send-to-device-messaging
@Repository
public class ToDeviceMessages {
    /// How many messages one sync brings.
    public static final int SYNC_LIMIT = 100;

    private final JdbcClient jdbc;

    ToDeviceMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The messages of a device after `after` and up to `to` in the to_device stream, the oldest `limit` of them, in order.
    /// When as many as `limit` come, there may be more: the reader stands at the position of the last, not at `to`.
    public List<ToDeviceMessage> pending(
            UserId user, String deviceId, long after, long to, int limit) {
        return jdbc.sql(
                        "SELECT position, event FROM to_device_messages WHERE user_id = ? AND device_id = ?"
                                + " AND position > ? AND position <= ? ORDER BY position LIMIT ?")
                .params(user.value(), deviceId, after, to, limit)
                .query((row, number) ->
                        new ToDeviceMessage(row.getLong("position"), row.getBytes("event")))
                .list();
    }

    /// Forgets the messages up to a position, which the device has acknowledged; returns how many there were.
    public int acknowledge(UserId user, String deviceId, long upTo) {
        return jdbc.sql(
                        "DELETE FROM to_device_messages WHERE user_id = ? AND device_id = ? AND position <= ?")
                .params(user.value(), deviceId, upTo)
                .update();
    }

    /// The messages that wait to be sent to a server, the oldest `limit`, in order: contents of `m.direct_to_device`.
    public List<ToDeviceMessage> outgoing(ServerName destination, int limit) {
        return jdbc.sql(
                        "SELECT position, edu FROM to_device_outbox WHERE destination = ? ORDER BY position LIMIT ?")
                .params(destination.value(), limit)
                .query((row, number) ->
                        new ToDeviceMessage(row.getLong("position"), row.getBytes("edu")))
                .list();
    }

    /// Forgets the messages to a server up to a position, which it has taken.
    public int delivered(ServerName destination, long upTo) {
        return jdbc.sql("DELETE FROM to_device_outbox WHERE destination = ? AND position <= ?")
                .params(destination.value(), upTo)
                .update();
    }

    /// Forgets requests from before a time, so that they could be repeated; returns how many, at most `limit`.
    public int forgetTransactionsBefore(long ts, int limit) {
        return jdbc.sql(
                        "DELETE FROM to_device_transactions WHERE ctid = ANY (ARRAY("
                                + "SELECT ctid FROM to_device_transactions WHERE created_ts < ? ORDER BY created_ts LIMIT ?))")
                .params(ts, limit)
                .update();
    }

    /// Also tells of messages to users of other servers, with no device.
    private List<StreamRow.ToDevice> rows(long from, long to, int limit) {
        return jdbc.sql(
                        "SELECT position, user_id, device_id FROM to_device_messages"
                                + " WHERE position > :from AND position <= :to UNION ALL"
                                + " SELECT position, user_id, '' FROM to_device_outbox"
                                + " WHERE position > :from AND position <= :to ORDER BY position LIMIT :limit")
                .param("from", from)
                .param("to", to)
                .param("limit", limit)
                .query((row, number) ->
                        new StreamRow.ToDevice(
                                row.getLong("position"),
                                row.getString("user_id"),
                                row.getString("device_id")))
                .list();
    }

    @Configuration(proxyBeanMethods = false)
    static class Source {
        @Bean
        StreamSource<StreamRow.ToDevice> toDeviceSource(ToDeviceMessages messages) {
            return new StreamSource<>(StreamName.TO_DEVICE, messages::rows);
        }
    }
}
