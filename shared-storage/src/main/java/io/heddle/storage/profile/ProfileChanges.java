package io.heddle.storage.profile;

import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.StreamPositionStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The stream of changed profiles, as an open proposal wants it: MSC4429. Of each field only the last change is kept.
@Repository
public class ProfileChanges {
    private static final String SELECT =
            "SELECT c.position, c.user_id, c.field FROM profile_changes c"
                    + " WHERE c.position > :from AND c.position <= :to ";

    private final JdbcClient jdbc;
    private final StreamPositionStore positions;
    private final ObjectProvider<Streams> streams;
    private final boolean enabled;

    ProfileChanges(
            JdbcClient jdbc,
            StreamPositionStore positions,
            ObjectProvider<Streams> streams,
            HomeserverSettings settings) {
        this.jdbc = jdbc;
        this.positions = positions;
        this.streams = streams;
        this.enabled = settings.experimentalFeatures().msc4429Enabled();
    }

    /// Notes that fields of a profile changed, as the last thing of a transaction; what it returns runs after the commit.
    Runnable note(UserId user, Collection<String> fields) {
        if (!enabled || fields.isEmpty()) {
            return () -> {};
        }
        long last = positions.take(StreamName.PROFILES, fields.size());
        long before = last - fields.size();
        jdbc.sql(
                        "INSERT INTO profile_changes (user_id, field, position)"
                                + " SELECT ?, f.field, ? + f.number"
                                + " FROM unnest(?::text[]) WITH ORDINALITY AS f (field, number)"
                                + " ON CONFLICT (user_id, field) DO UPDATE SET position = excluded.position")
                .params(user.value(), before, fields.toArray(String[]::new))
                .update();
        List<StreamRow.Profile> rows = new ArrayList<>();
        for (String field : fields) {
            rows.add(new StreamRow.Profile(before + rows.size() + 1, user.value(), field));
        }
        return () ->
                streams.getObject()
                        .publish(new StreamNews<>(StreamName.PROFILES, before, last, rows));
    }

    /// The changes with `from < position <= to` that concern a reader: of the reader and of who shares a room with them.
    public List<StreamRow.Profile> changed(UserId reader, long from, long to) {
        return jdbc.sql(
                        SELECT
                                + "AND (c.user_id = :reader OR EXISTS ("
                                + "SELECT FROM memberships mine JOIN memberships theirs USING (room_nid)"
                                + " WHERE mine.user_id = :reader AND mine.membership = 'join'"
                                + " AND theirs.user_id = c.user_id AND theirs.membership = 'join'))")
                .param("from", from)
                .param("to", to)
                .param("reader", reader.value())
                .query(ProfileChanges::row)
                .list();
    }

    private List<StreamRow.Profile> rows(long from, long to, int limit) {
        return jdbc.sql(SELECT + "ORDER BY c.position LIMIT :limit")
                .param("from", from)
                .param("to", to)
                .param("limit", limit)
                .query(ProfileChanges::row)
                .list();
    }

    private static StreamRow.Profile row(ResultSet row, int number) throws SQLException {
        return new StreamRow.Profile(
                row.getLong("position"), row.getString("user_id"), row.getString("field"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Source {
        @Bean
        StreamSource<StreamRow.Profile> profileSource(ProfileChanges changes) {
            return new StreamSource<>(StreamName.PROFILES, changes::rows);
        }
    }
}
