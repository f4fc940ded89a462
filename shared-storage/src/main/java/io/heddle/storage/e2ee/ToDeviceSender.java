package io.heddle.storage.e2ee;

import static io.heddle.storage.database.Columns.longs;
import static io.heddle.storage.database.Columns.texts;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.StorableText;
import io.heddle.storage.database.StreamPositionStore;
import io.heddle.storage.e2ee.ToDeviceBatch.Once;
import io.heddle.storage.e2ee.ToDeviceBatch.Recipient;
import io.heddle.storage.e2ee.ToDeviceBatch.RemoteMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// Puts messages into the queues of devices, and those for other servers into an outbox.
@Repository
public class ToDeviceSender {
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final StreamPositionStore positions;
    private final ObjectProvider<Streams> streams;
    private final Clock clock;

    ToDeviceSender(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            StreamPositionStore positions,
            ObjectProvider<Streams> streams,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.positions = positions;
        this.streams = streams;
        this.clock = clock;
    }

    /// Queues the messages of a batch; those to unknown devices are dropped. False when the request was carried out before.
    public boolean send(ToDeviceBatch batch) {
        Sent sent = transactions.execute(status -> write(batch));
        if (sent == null) {
            return false;
        }
        if (!sent.rows().isEmpty()) {
            streams.getObject()
                    .publish(
                            new StreamNews<>(
                                    StreamName.TO_DEVICE,
                                    sent.before(),
                                    sent.before() + sent.rows().size(),
                                    sent.rows()));
        }
        return true;
    }

    private @Nullable Sent write(ToDeviceBatch batch) {
        if (batch.once() != null && !isFirst(batch.once())) {
            return null;
        }
        List<Recipient> targets = devices(batch.local());
        int count = targets.size() + batch.remote().size();
        if (count == 0) {
            return new Sent(0, List.of());
        }
        long before = positions.take(StreamName.TO_DEVICE, count) - count;
        insertLocal(batch, targets, before);
        insertRemote(batch.remote(), before + targets.size());
        return new Sent(before, rows(targets, batch.remote(), before));
    }

    private boolean isFirst(Once once) {
        return jdbc.sql(
                                "INSERT INTO to_device_transactions (user_id, device_id, event_type, txn_id, created_ts)"
                                        + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
                        .params(
                                once.userId(),
                                StorableText.of(once.deviceId()),
                                StorableText.of(once.eventType()),
                                StorableText.of(once.txnId()),
                                clock.millis())
                        .update()
                == 1;
    }

    /// The devices that exist of those meant. Their rows stay locked until the end, so that no device is removed meanwhile.
    private List<Recipient> devices(List<Recipient> meant) {
        List<Recipient> named = expanded(meant);
        if (named.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT d.user_id, d.device_id, w.event"
                                + " FROM unnest(?::text[], ?::text[], ?::bigint[]) AS w (user_id, device_id, event)"
                                + " JOIN devices d ON d.user_id = w.user_id AND d.device_id = w.device_id"
                                + " ORDER BY d.user_id, d.device_id FOR KEY SHARE OF d")
                .params(
                        texts(named, recipient -> StorableText.of(recipient.userId())),
                        texts(named, recipient -> StorableText.of(recipient.deviceId())),
                        longs(named, Recipient::event))
                .query(ToDeviceSender::recipient)
                .list();
    }

    /// With every device of a user in place of `*`, but for those that are named themselves.
    private List<Recipient> expanded(List<Recipient> meant) {
        Map<Device, Recipient> named = new LinkedHashMap<>();
        List<Recipient> any = new ArrayList<>();
        for (Recipient recipient : meant) {
            if (recipient.deviceId().equals(ToDeviceBatch.ALL_DEVICES)) {
                any.add(recipient);
            } else {
                named.put(Device.of(recipient), recipient);
            }
        }
        if (!any.isEmpty()) {
            jdbc.sql(
                            "SELECT d.user_id, d.device_id, w.event FROM unnest(?::text[], ?::bigint[]) AS w (user_id, event)"
                                    + " JOIN devices d ON d.user_id = w.user_id")
                    .params(texts(any, Recipient::userId), longs(any, Recipient::event))
                    .query(ToDeviceSender::recipient)
                    .list()
                    .forEach(recipient -> named.putIfAbsent(Device.of(recipient), recipient));
        }
        return List.copyOf(named.values());
    }

    private static Recipient recipient(ResultSet row, int number) throws SQLException {
        return new Recipient(
                row.getString("user_id"), row.getString("device_id"), row.getInt("event"));
    }

    private void insertLocal(ToDeviceBatch batch, List<Recipient> targets, long before) {
        if (targets.isEmpty()) {
            return;
        }
        jdbc.sql(
                        "INSERT INTO to_device_messages (user_id, device_id, position, event)"
                                + " SELECT t.user_id, t.device_id, ? + t.n, e.event FROM"
                                + " unnest(?::text[], ?::text[], ?::bigint[]) WITH ORDINALITY"
                                + " AS t (user_id, device_id, event, n)"
                                + " JOIN unnest(?::bytea[]) WITH ORDINALITY AS e (event, n) ON e.n = t.event + 1")
                .params(
                        before,
                        texts(targets, Recipient::userId),
                        texts(targets, Recipient::deviceId),
                        longs(targets, Recipient::event),
                        batch.events().toArray(byte[][]::new))
                .update();
    }

    private void insertRemote(List<RemoteMessage> messages, long before) {
        if (messages.isEmpty()) {
            return;
        }
        jdbc.sql(
                        "INSERT INTO to_device_outbox (destination, position, user_id, edu)"
                                + " SELECT t.destination, ? + t.n, t.user_id, t.edu FROM"
                                + " unnest(?::text[], ?::text[], ?::bytea[]) WITH ORDINALITY"
                                + " AS t (destination, user_id, edu, n)")
                .params(
                        before,
                        texts(messages, message -> message.destination().value()),
                        texts(messages, RemoteMessage::userId),
                        messages.stream().map(RemoteMessage::edu).toArray(byte[][]::new))
                .update();
    }

    private static List<StreamRow.ToDevice> rows(
            List<Recipient> targets, List<RemoteMessage> remote, long before) {
        List<StreamRow.ToDevice> rows = new ArrayList<>(targets.size() + remote.size());
        for (Recipient target : targets) {
            rows.add(
                    new StreamRow.ToDevice(
                            before + rows.size() + 1, target.userId(), target.deviceId()));
        }
        for (RemoteMessage message : remote) {
            rows.add(new StreamRow.ToDevice(before + rows.size() + 1, message.userId(), ""));
        }
        return rows;
    }

    private record Sent(long before, List<StreamRow.ToDevice> rows) {}

    private record Device(String userId, String deviceId) {
        static Device of(Recipient recipient) {
            return new Device(recipient.userId(), recipient.deviceId());
        }
    }
}
