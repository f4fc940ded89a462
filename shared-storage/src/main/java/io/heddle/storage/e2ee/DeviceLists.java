package io.heddle.storage.e2ee;

import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import io.heddle.replication.stream.Streams;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.database.StreamPositionStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The changes of users' device lists, in the order of the device_lists stream.
/// https://spec.matrix.org/v1.19/client-server-api/#tracking-the-device-list-for-a-user
@Repository
public class DeviceLists {
    /// In place of a device id: the user's cross-signing keys.
    public static final String CROSS_SIGNING = "";

    /// Whether the users `:me` and `{user}` are joined to a room together.
    private static final String SHARES_ROOM =
            "EXISTS (SELECT FROM memberships m JOIN memberships o ON o.room_nid = m.room_nid"
                    + " WHERE m.user_id = :me AND m.membership = 'join'"
                    + " AND o.user_id = {user} AND o.membership = 'join')";

    private final JdbcClient jdbc;
    private final StreamPositionStore positions;
    private final ObjectProvider<Streams> streams;
    private final RoomCompany company;

    DeviceLists(
            JdbcClient jdbc,
            StreamPositionStore positions,
            ObjectProvider<Streams> streams,
            RoomCompany company) {
        this.jdbc = jdbc;
        this.positions = positions;
        this.streams = streams;
        this.company = company;
    }

    /// Notes changes of a user's devices, as the last thing of a transaction.
    ///
    /// @param deviceIds devices that are new, gone, have other keys or another name, or [#CROSS_SIGNING]
    /// @return what tells the processes; to be run after the commit
    public Runnable changed(UserId user, Collection<String> deviceIds) {
        if (deviceIds.isEmpty()) {
            return () -> {};
        }
        List<String> devices = List.copyOf(new TreeSet<>(deviceIds));
        long last = positions.take(StreamName.DEVICE_LISTS, devices.size());
        long before = last - devices.size();
        jdbc.sql(
                        "INSERT INTO device_list_changes (user_id, device_id, position)"
                                + " SELECT ?, d.id, ? + d.n FROM unnest(?::text[]) WITH ORDINALITY AS d (id, n)"
                                + " ON CONFLICT (user_id, device_id) DO UPDATE SET position = excluded.position")
                .params(user.value(), before, devices.toArray(String[]::new))
                .update();
        List<StreamRow.DeviceList> rows = new ArrayList<>(devices.size());
        for (String device : devices) {
            rows.add(row(before + rows.size() + 1, user.value(), device, null));
        }
        return publishing(before, last, rows);
    }

    /// Notes that keys look different to one user only, as the last thing of a transaction.
    ///
    /// @param users whose keys carry new signatures of the observer, or the observer with another user-signing key
    /// @return what tells the processes; to be run after the commit
    public Runnable changedFor(UserId observer, Collection<String> users) {
        if (users.isEmpty()) {
            return () -> {};
        }
        List<String> targets = List.copyOf(new TreeSet<>(users));
        long last = positions.take(StreamName.DEVICE_LISTS, targets.size());
        long before = last - targets.size();
        jdbc.sql(
                        "INSERT INTO user_signature_changes (observer, user_id, position)"
                                + " SELECT ?, u.id, ? + u.n FROM unnest(?::text[]) WITH ORDINALITY AS u (id, n)"
                                + " ON CONFLICT (observer, user_id) DO UPDATE SET position = excluded.position")
                .params(observer.value(), before, targets.toArray(String[]::new))
                .update();
        List<StreamRow.DeviceList> rows = new ArrayList<>(targets.size());
        for (String target : targets) {
            rows.add(row(before + rows.size() + 1, target, CROSS_SIGNING, observer.value()));
        }
        return publishing(before, last, rows);
    }

    private Runnable publishing(long before, long last, List<StreamRow.DeviceList> rows) {
        return () ->
                streams.getObject()
                        .publish(new StreamNews<>(StreamName.DEVICE_LISTS, before, last, rows));
    }

    /// What a user is to be told of the time between two sync tokens: changes of their own devices and of those of users
    /// they share rooms with, and who began or ceased to share rooms with them. May tell of somebody once too often, never
    /// once too few.
    public DeviceListUpdates updates(UserId user, SyncToken from, SyncToken to) {
        TreeSet<String> changed =
                new TreeSet<>(
                        changedBetween(
                                user,
                                from.position(StreamName.DEVICE_LISTS),
                                to.position(StreamName.DEVICE_LISTS)));
        RoomCompany.Change moved = company.since(user, from.position(StreamName.EVENTS));
        changed.addAll(moved.came());
        return new DeviceListUpdates(changed, new TreeSet<>(notSharing(user, moved.went())));
    }

    /// The users whose devices changed after `from` and up to `to`, among the user and those sharing a room with them now,
    /// and those whose keys the user signed.
    public List<String> changedBetween(UserId user, long from, long to) {
        if (from >= to) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT c.user_id FROM device_list_changes c"
                                + " WHERE c.position > :from AND c.position <= :to"
                                + " AND (c.user_id = :me OR "
                                + SHARES_ROOM.replace("{user}", "c.user_id")
                                + ") UNION SELECT user_id FROM user_signature_changes"
                                + " WHERE observer = :me AND position > :from AND position <= :to")
                .param("from", from)
                .param("to", to)
                .param("me", user.value())
                .query(String.class)
                .list();
    }

    /// The number of the newest change of a user's devices or cross-signing keys; 0 without any.
    public long lastChange(UserId user) {
        return jdbc.sql(
                        "SELECT coalesce(max(position), 0) FROM device_list_changes WHERE user_id = ?")
                .param(user.value())
                .query(Long.class)
                .single();
    }

    /// Those of some users who are in no room together with this one.
    public List<String> notSharing(UserId user, Collection<String> others) {
        if (others.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "SELECT u.id FROM unnest(:others::text[]) AS u (id) WHERE u.id <> :me AND NOT "
                                + SHARES_ROOM.replace("{user}", "u.id"))
                .param("others", others.toArray(String[]::new))
                .param("me", user.value())
                .query(String.class)
                .list();
    }

    private List<StreamRow.DeviceList> rows(long from, long to, int limit) {
        return jdbc.sql(
                        "SELECT position, user_id, device_id, NULL AS observer FROM device_list_changes"
                                + " WHERE position > :from AND position <= :to UNION ALL"
                                + " SELECT position, user_id, '', observer FROM user_signature_changes"
                                + " WHERE position > :from AND position <= :to ORDER BY position LIMIT :limit")
                .param("from", from)
                .param("to", to)
                .param("limit", limit)
                .query((row, number) ->
                        row(
                                row.getLong("position"),
                                row.getString("user_id"),
                                row.getString("device_id"),
                                row.getString("observer")))
                .list();
    }

    private static StreamRow.DeviceList row(
            long position, String user, String device, @Nullable String observer) {
        return new StreamRow.DeviceList(
                position, user, CROSS_SIGNING.equals(device) ? null : device, observer);
    }

    @Configuration(proxyBeanMethods = false)
    static class Source {
        @Bean
        StreamSource<StreamRow.DeviceList> deviceListsSource(DeviceLists lists) {
            return new StreamSource<>(StreamName.DEVICE_LISTS, lists::rows);
        }
    }
}
