package io.heddle.storage.profile;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// Profiles of local users.
@Repository
public class Profiles {
    private static final String COLUMNS =
            "SELECT user_id, display_name, avatar_url, fields FROM profiles ";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    Profiles(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /// A user's profile; absent when nothing was ever set.
    public Optional<Profile> find(UserId user) {
        return jdbc.sql(COLUMNS + "WHERE user_id = ?")
                .param(user.value())
                .query(Profiles::profile)
                .optional();
    }

    /// The profiles of some users, by user id; users who never set anything are left out.
    public Map<String, Profile> findAll(Collection<String> userIds) {
        Map<String, Profile> found = new HashMap<>();
        jdbc.sql(COLUMNS + "WHERE user_id = ANY (?)")
                .param(userIds.toArray(String[]::new))
                .query((row, number) -> found.put(row.getString("user_id"), profile(row, number)))
                .list();
        return found;
    }

    /// Replaces a profile by what `change` makes of it, one at a time.
    public Profile update(UserId user, UnaryOperator<Profile> change) {
        return transactions.execute(status -> {
            jdbc.sql("INSERT INTO profiles (user_id) VALUES (?) ON CONFLICT DO NOTHING")
                    .param(user.value())
                    .update();
            Profile changed =
                    change.apply(
                            jdbc.sql(COLUMNS + "WHERE user_id = ? FOR UPDATE")
                                    .param(user.value())
                                    .query(Profiles::profile)
                                    .single());
            jdbc.sql(
                            "UPDATE profiles SET display_name = ?, avatar_url = ?, fields = ?::jsonb WHERE user_id = ?")
                    .params(
                            java.util.Arrays.asList(
                                    changed.displayName(),
                                    changed.avatarUrl(),
                                    changed.fields().toString(),
                                    user.value()))
                    .update();
            return changed;
        });
    }

    public void delete(UserId user) {
        jdbc.sql("DELETE FROM profiles WHERE user_id = ?").param(user.value()).update();
    }

    private static Profile profile(ResultSet row, int number) throws SQLException {
        return new Profile(
                row.getString("display_name"),
                row.getString("avatar_url"),
                Json.parseObject(row.getString("fields")));
    }
}
