package io.heddle.storage.e2ee;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.database.StorableText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Keys as others get to see them: with the signatures that whoever asks may see.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysquery
@Repository
public class KeyQueries {
    private static final String DEVICES =
            "SELECT k.user_id, k.device_id, k.keys, d.display_name FROM device_keys k"
                    + " LEFT JOIN devices d ON d.user_id = k.user_id AND d.device_id = k.device_id ";

    private final JdbcClient jdbc;
    private final KeySignatures signatures;

    KeyQueries(JdbcClient jdbc, KeySignatures signatures) {
        this.jdbc = jdbc;
        this.signatures = signatures;
    }

    /// The keys of users and devices known here. Every user asked for has an entry among the devices.
    ///
    /// @param wanted the devices of each user, none for all of them
    /// @param asker who sees their own signatures and their own user-signing key; null for another server
    /// @param displayNames whether the devices' names are told
    public QueriedKeys query(
            Map<UserId, List<String>> wanted, @Nullable UserId asker, boolean displayNames) {
        QueriedKeys keys = QueriedKeys.empty();
        wanted.keySet().forEach(user -> keys.devices().putObject(user.value()));
        readDevices(wanted, displayNames, keys.devices());
        readCrossSigning(wanted.keySet(), asker, keys);
        addSignatures(wanted.keySet(), asker, keys);
        return keys;
    }

    /// The cross-signing keys alone.
    public QueriedKeys crossSigning(Collection<UserId> users, @Nullable UserId asker) {
        QueriedKeys keys = QueriedKeys.empty();
        readCrossSigning(users, asker, keys);
        addSignatures(users, asker, keys);
        return keys;
    }

    /// Adds to keys from elsewhere the signatures that a local user made on them.
    public void addOwnSignatures(UserId asker, Collection<UserId> users, QueriedKeys keys) {
        addSignatures(users, asker, keys);
    }

    private void readDevices(
            Map<UserId, List<String>> wanted, boolean displayNames, ObjectNode into) {
        List<String> whole = new ArrayList<>();
        List<String> users = new ArrayList<>();
        List<String> devices = new ArrayList<>();
        wanted.forEach((user, ids) -> {
            if (ids.isEmpty()) {
                whole.add(user.value());
            }
            for (String id : ids) {
                users.add(user.value());
                devices.add(StorableText.of(id));
            }
        });
        jdbc.sql(
                        DEVICES
                                + "WHERE k.user_id = ANY (?) UNION "
                                + DEVICES
                                + "JOIN unnest(?::text[], ?::text[]) AS w (user_id, device_id)"
                                + " ON w.user_id = k.user_id AND w.device_id = k.device_id")
                .params(
                        whole.toArray(String[]::new),
                        users.toArray(String[]::new),
                        devices.toArray(String[]::new))
                .query(row -> {
                    ObjectNode keys = Json.parseObject(row.getBytes("keys"));
                    ObjectNode unsigned = keys.putObject("unsigned");
                    String name = row.getString("display_name");
                    if (displayNames && name != null) {
                        unsigned.put("device_display_name", name);
                    }
                    child(into, row.getString("user_id")).set(row.getString("device_id"), keys);
                });
    }

    private void readCrossSigning(
            Collection<UserId> users, @Nullable UserId asker, QueriedKeys keys) {
        jdbc.sql(
                        "SELECT user_id, usage, key FROM cross_signing_keys"
                                + " WHERE user_id = ANY (?) AND (usage <> 'user_signing' OR user_id = ?)")
                .params(ids(users).toArray(String[]::new), asker == null ? "" : asker.value())
                .query(row -> {
                    keys.crossSigning(CrossSigningKeys.usage(row.getString("usage")))
                            .set(row.getString("user_id"), Json.parseObject(row.getBytes("key")));
                });
    }

    private void addSignatures(Collection<UserId> users, @Nullable UserId asker, QueriedKeys keys) {
        List<KeySignatures.Made> made = signatures.visible(ids(users), asker);
        if (made.isEmpty()) {
            return;
        }
        Map<Target, ObjectNode> targets = targets(keys);
        for (KeySignatures.Made one : made) {
            KeySignature signature = one.signature();
            ObjectNode target = targets.get(new Target(signature.targetUser(), signature.target()));
            if (target != null) {
                child(child(target, "signatures"), one.signer())
                        .put(signature.signerKey(), signature.signature());
            }
        }
    }

    private static Map<Target, ObjectNode> targets(QueriedKeys keys) {
        Map<Target, ObjectNode> targets = new HashMap<>();
        for (CrossSigningUsage usage : CrossSigningUsage.values()) {
            keys.crossSigning(usage)
                    .forEachEntry((user, key) -> {
                        String id = publicKey(key);
                        if (id != null && key instanceof ObjectNode object) {
                            targets.put(new Target(user, id), object);
                        }
                    });
        }
        keys.devices()
                .forEachEntry((user, devices) ->
                        devices.forEachEntry((device, key) -> {
                            if (key instanceof ObjectNode object) {
                                targets.put(new Target(user, device), object);
                            }
                        }));
        return targets;
    }

    /// What stands for a cross-signing key where devices have an id: its only public key's id without the algorithm.
    public static @Nullable String publicKey(JsonNode crossSigningKey) {
        ObjectNode keys = Json.object(crossSigningKey, "keys");
        if (keys == null || keys.size() != 1) {
            return null;
        }
        String id = keys.propertyNames().iterator().next();
        return id.substring(id.indexOf(':') + 1);
    }

    private static List<String> ids(Collection<UserId> users) {
        return users.stream().map(UserId::value).toList();
    }

    private static ObjectNode child(ObjectNode parent, String key) {
        ObjectNode present = Json.object(parent, key);
        return present != null ? present : parent.putObject(key);
    }

    private record Target(String user, String id) {}
}
