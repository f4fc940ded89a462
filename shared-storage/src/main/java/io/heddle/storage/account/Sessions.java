package io.heddle.storage.account;

import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.cache.CacheInvalidations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// Access and refresh tokens. Each belongs to a device and goes with it.
/// https://spec.matrix.org/v1.19/client-server-api/#relationship-between-access-tokens-and-devices
@Repository
public class Sessions {
    private static final int DEVICE_ID_LENGTH = 10;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Devices devices;
    private final CacheInvalidations invalidations;
    private final RandomGenerator random;
    private final Clock clock;
    private final Duration refreshableLifetime;
    private final @Nullable Duration lifetime;
    private final String serverName;

    Sessions(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Devices devices,
            CacheInvalidations invalidations,
            RandomGenerator random,
            Clock clock,
            HomeserverSettings settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.devices = devices;
        this.invalidations = invalidations;
        this.random = random;
        this.clock = clock;
        this.refreshableLifetime = settings.refreshableAccessTokenLifetime();
        this.serverName = settings.serverName();
        this.lifetime = settings.nonrefreshableAccessTokenLifetime();
    }

    /// Logs a user in. A known device keeps its name and loses its earlier tokens.
    ///
    /// @param wantedDevice the device to log in on, null for a new one
    /// @param refreshable give out a refresh token and a short-lived access token
    public SessionTokens start(
            UserId user,
            @Nullable String wantedDevice,
            @Nullable String displayName,
            boolean refreshable) {
        String deviceId = wantedDevice == null ? newDeviceId() : wantedDevice;
        List<Runnable> after = new ArrayList<>();
        SessionTokens tokens =
                transaction.execute(status -> {
                    if (!devices.create(user, deviceId, displayName, after)) {
                        dropTokens(user, deviceId);
                        after.add(invalidations.write(AccountStates.CACHE, List.of(user.value())));
                    }
                    return issue(user, deviceId, refreshable, null);
                });
        after.forEach(Runnable::run);
        return Objects.requireNonNull(tokens);
    }

    private void dropTokens(UserId user, String deviceId) {
        jdbc.sql("DELETE FROM access_tokens WHERE user_id = ? AND device_id = ?")
                .params(user.value(), deviceId)
                .update();
        jdbc.sql("DELETE FROM refresh_tokens WHERE user_id = ? AND device_id = ?")
                .params(user.value(), deviceId)
                .update();
    }

    /// Upper-case letters, as clients know them.
    private String newDeviceId() {
        StringBuilder id = new StringBuilder(DEVICE_ID_LENGTH);
        for (int i = 0; i < DEVICE_ID_LENGTH; i++) {
            id.append((char) ('A' + random.nextInt(26)));
        }
        return id.toString();
    }

    private SessionTokens issue(
            UserId user, String deviceId, boolean refreshable, @Nullable Long parent) {
        String access = TokenFormat.create(TokenFormat.ACCESS, user, random);
        String refresh = refreshable ? TokenFormat.create(TokenFormat.REFRESH, user, random) : null;
        Duration lasting = refreshable ? refreshableLifetime : lifetime;
        long now = clock.millis();
        Long refreshId =
                refresh == null ? null : insertRefresh(user, deviceId, refresh, parent, now);
        jdbc.sql(
                        "INSERT INTO access_tokens (hash, user_id, device_id, created_ts, expires_ts, refresh_id)"
                                + " VALUES (?, ?, ?, ?, ?, ?)")
                .params(
                        Arrays.asList(
                                TokenHash.of(access),
                                user.value(),
                                deviceId,
                                now,
                                lasting == null ? null : now + lasting.toMillis(),
                                refreshId))
                .update();
        return new SessionTokens(
                user, deviceId, access, lasting == null ? null : lasting.toMillis(), refresh);
    }

    private Long insertRefresh(
            UserId user, String deviceId, String refresh, @Nullable Long parent, long now) {
        return jdbc.sql(
                        "INSERT INTO refresh_tokens (hash, user_id, device_id, created_ts, parent_id)"
                                + " VALUES (?, ?, ?, ?, ?) RETURNING id")
                .params(Arrays.asList(TokenHash.of(refresh), user.value(), deviceId, now, parent))
                .query(Long.class)
                .single();
    }

    /// New tokens for a refresh token, which stays good until one of the new ones is used: the answer may get lost.
    /// Empty when the token is unknown or spent. https://spec.matrix.org/v1.19/client-server-api/#refreshing-access-tokens
    public Optional<SessionTokens> refresh(String refreshToken) {
        if (!TokenFormat.isWellFormed(TokenFormat.REFRESH, refreshToken)) {
            return Optional.empty();
        }
        List<Runnable> after = new ArrayList<>();
        Optional<SessionTokens> tokens =
                transaction.execute(status ->
                        jdbc.sql(
                                        "SELECT id, user_id, device_id"
                                                + " FROM refresh_tokens WHERE hash = ? AND NOT spent FOR UPDATE")
                                .param(TokenHash.of(refreshToken))
                                .query((row, number) ->
                                        new Refresh(
                                                row.getLong("id"),
                                                UserId.parse(row.getString("user_id")),
                                                row.getString("device_id")))
                                .optional()
                                .map(old -> {
                                    spendParent(old.userId(), old.id(), after);
                                    return issue(old.userId(), old.deviceId(), true, old.id());
                                }));
        after.forEach(Runnable::run);
        return Objects.requireNonNull(tokens);
    }

    /// Whose token this is by its looks: to be believed only once [#find] says the same.
    public Optional<UserId> claimedUser(String accessToken) {
        if (!TokenFormat.isWellFormed(TokenFormat.ACCESS, accessToken)) {
            return Optional.empty();
        }
        String user = "@" + TokenFormat.localpart(accessToken) + ":" + serverName;
        return UserId.isValid(user) ? Optional.of(UserId.parse(user)) : Optional.empty();
    }

    /// Finds out about an access token.
    public Optional<AccessToken> find(String accessToken) {
        if (!TokenFormat.isWellFormed(TokenFormat.ACCESS, accessToken)) {
            return Optional.empty();
        }
        return jdbc.sql(
                        "SELECT id, user_id, device_id, expires_ts, refresh_id, used FROM access_tokens WHERE hash = ?")
                .param(TokenHash.of(accessToken))
                .query(Sessions::accessToken)
                .optional();
    }

    /// Takes note of the first use of a token that came by refreshing: the tokens before it are now void.
    public void firstUse(AccessToken token) {
        List<Runnable> after = new ArrayList<>();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("UPDATE access_tokens SET used = true WHERE id = ?")
                    .param(token.id())
                    .update();
            if (token.refreshId() != null) {
                spendParent(token.userId(), token.refreshId(), after);
            }
        });
        after.forEach(Runnable::run);
    }

    /// Voids the parent of a refresh token. Its access tokens expire rather than go, so that a client that still shows one
    /// is told to refresh and not that it is logged out; those one generation older go.
    private void spendParent(UserId user, long refreshId, List<Runnable> after) {
        Optional<Long> parent =
                jdbc.sql(
                                "UPDATE refresh_tokens SET spent = true WHERE NOT spent AND id ="
                                        + " (SELECT parent_id FROM refresh_tokens WHERE id = ?) RETURNING id")
                        .param(refreshId)
                        .query(Long.class)
                        .optional();
        if (parent.isEmpty()) {
            return;
        }
        jdbc.sql("UPDATE access_tokens SET expires_ts = least(expires_ts, ?) WHERE refresh_id = ?")
                .params(clock.millis(), parent.get())
                .update();
        jdbc.sql(
                        "DELETE FROM refresh_tokens WHERE spent AND id = (SELECT parent_id FROM refresh_tokens WHERE id = ?)")
                .param(parent.get())
                .update();
        after.add(invalidations.write(AccountStates.CACHE, List.of(user.value())));
    }

    private static AccessToken accessToken(ResultSet row, int number) throws SQLException {
        return new AccessToken(
                row.getLong("id"),
                UserId.parse(row.getString("user_id")),
                row.getString("device_id"),
                row.getObject("expires_ts", Long.class),
                row.getObject("refresh_id", Long.class),
                row.getBoolean("used"));
    }

    private record Refresh(long id, UserId userId, String deviceId) {}
}
