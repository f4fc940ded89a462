package io.heddle.storage.account;

import io.heddle.protocol.id.ThirdPartyId;
import io.heddle.protocol.id.UserId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The email addresses and phone numbers of accounts.
@Repository
public class ThirdPartyIds {
    private final JdbcClient jdbc;
    private final Clock clock;

    ThirdPartyIds(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public Optional<UserId> owner(ThirdPartyId id) {
        return jdbc.sql("SELECT user_id FROM account_threepids WHERE medium = ? AND address = ?")
                .params(id.medium(), id.address())
                .query(String.class)
                .optional()
                .map(UserId::parse);
    }

    public List<Bound> ofUser(UserId user) {
        return jdbc.sql("SELECT * FROM account_threepids WHERE user_id = ? ORDER BY added_ts")
                .param(user.value())
                .query((row, number) ->
                        new Bound(
                                row.getString("medium"),
                                row.getString("address"),
                                row.getLong("validated_ts"),
                                row.getLong("added_ts")))
                .list();
    }

    /// Gives an address to an account; false when it belongs to another.
    public boolean add(UserId user, ThirdPartyId id, long validatedTs) {
        return jdbc.sql(
                                "INSERT INTO account_threepids AS t (medium, address, user_id, validated_ts, added_ts)"
                                        + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (medium, address)"
                                        + " DO UPDATE SET validated_ts = excluded.validated_ts WHERE t.user_id = excluded.user_id")
                        .params(
                                id.medium(),
                                id.address(),
                                user.value(),
                                validatedTs,
                                clock.millis())
                        .update()
                == 1;
    }

    public boolean remove(UserId user, ThirdPartyId id) {
        return jdbc.sql(
                                "DELETE FROM account_threepids WHERE user_id = ? AND medium = ? AND address = ?")
                        .params(user.value(), id.medium(), id.address())
                        .update()
                == 1;
    }

    /// An address of an account, when it was shown to be the user's and when it was added.
    public record Bound(String medium, String address, long validatedAt, long addedAt) {}
}
