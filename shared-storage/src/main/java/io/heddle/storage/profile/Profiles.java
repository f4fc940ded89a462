package io.heddle.storage.profile;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/// Profiles of local users.
@Repository
public class Profiles {
    private static final String COLUMNS =
            "SELECT user_id, display_name, avatar_url, fields FROM profiles ";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final ProfileChanges changes;

    Profiles(JdbcClient jdbc, TransactionTemplate transactions, ProfileChanges changes) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.changes = changes;
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
        List<Runnable> after = new ArrayList<>();
        Profile changed =
                transactions.execute(status -> {
                    Profile present = locked(user);
                    Profile next = change.apply(present);
                    write(user, next);
                    after.add(changes.note(user, differences(present, next)));
                    return next;
                });
        after.forEach(Runnable::run);
        return Objects.requireNonNull(changed);
    }

    /// Gives a new user a profile, as part of the transaction that makes the user.
    void create(UserId user, Profile profile) {
        locked(user);
        write(user, profile);
    }

    private Profile locked(UserId user) {
        jdbc.sql("INSERT INTO profiles (user_id) VALUES (?) ON CONFLICT DO NOTHING")
                .param(user.value())
                .update();
        return jdbc.sql(COLUMNS + "WHERE user_id = ? FOR UPDATE")
                .param(user.value())
                .query(Profiles::profile)
                .single();
    }

    private void write(UserId user, Profile profile) {
        jdbc.sql(
                        "UPDATE profiles SET display_name = ?, avatar_url = ?, fields = ?::jsonb WHERE user_id = ?")
                .params(
                        Arrays.asList(
                                profile.displayName(),
                                profile.avatarUrl(),
                                profile.fields().toString(),
                                user.value()))
                .update();
    }

    private static Set<String> differences(Profile before, Profile after) {
        ObjectNode then = before.toJson();
        ObjectNode now = after.toJson();
        Set<String> fields = new TreeSet<>();
        fields.addAll(then.propertyNames());
        fields.addAll(now.propertyNames());
        fields.removeIf(field -> Objects.equals(then.get(field), now.get(field)));
        return fields;
    }

    /// Removes a profile, as part of a transaction; what it returns runs after the commit.
    Runnable removing(UserId user) {
        Set<String> fields =
                find(user).map(present -> differences(present, Profile.empty())).orElse(Set.of());
        jdbc.sql("DELETE FROM profiles WHERE user_id = ?").param(user.value()).update();
        return changes.note(user, fields);
    }

    private static Profile profile(ResultSet row, int number) throws SQLException {
        return new Profile(
                row.getString("display_name"),
                row.getString("avatar_url"),
                Json.parseObject(row.getString("fields")));
    }
}
