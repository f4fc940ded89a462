package io.heddle.client.keys;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.e2ee.ClaimedKey;
import io.heddle.storage.e2ee.DeviceListUpdates;
import io.heddle.storage.e2ee.DeviceLists;
import io.heddle.storage.e2ee.KeyClaim;
import io.heddle.storage.e2ee.KeyQueries;
import io.heddle.storage.e2ee.OneTimeKeys;
import io.heddle.storage.e2ee.QueriedKeys;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.json.Fields;
import io.heddle.web.route.ClientController;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// Keys of others. https://spec.matrix.org/v1.19/client-server-api/#key-management-api
@ClientController
class KeyQueryController {
    private static final long DEFAULT_TIMEOUT_MS = 10_000;
    private static final long LONGEST_TIMEOUT_MS = 60_000;

    private final KeyQueries queries;
    private final OneTimeKeys oneTimeKeys;
    private final DeviceLists deviceLists;
    private final RemoteUserKeys remote;
    private final ServerName self;

    KeyQueryController(
            KeyQueries queries,
            OneTimeKeys oneTimeKeys,
            DeviceLists deviceLists,
            RemoteUserKeys remote,
            HomeserverSettings settings) {
        this.queries = queries;
        this.oneTimeKeys = oneTimeKeys;
        this.deviceLists = deviceLists;
        this.remote = remote;
        this.self = ServerName.parse(settings.serverName());
    }

    @PostMapping("/keys/query")
    @GuestsAllowed
    ObjectNode query(Requester requester, @RequestBody ObjectNode body) {
        ObjectNode deviceKeys = Json.object(body, "device_keys");
        if (deviceKeys == null) {
            throw MatrixException.badJson("device_keys must be an object");
        }
        Map<UserId, List<String>> local = new HashMap<>();
        Map<UserId, List<String>> elsewhere = new HashMap<>();
        deviceKeys
                .propertyNames()
                .forEach(name -> {
                    List<String> devices = Json.strings(deviceKeys, name);
                    if (devices == null) {
                        throw MatrixException.badJson("device_keys must hold lists of strings");
                    }
                    user(name)
                            .ifPresent(
                                    user -> (isLocal(user) ? local : elsewhere).put(user, devices));
                });
        QueriedKeys keys = queries.query(local, requester.userId(), true);
        ObjectNode failures = remote.query(elsewhere, requester.userId(), timeout(body), keys);
        ObjectNode answer = Json.object();
        answer.set("device_keys", keys.devices());
        answer.set("master_keys", keys.masterKeys());
        answer.set("self_signing_keys", keys.selfSigningKeys());
        answer.set("user_signing_keys", keys.userSigningKeys());
        answer.set("failures", failures);
        return answer;
    }

    @PostMapping("/keys/claim")
    @GuestsAllowed
    ObjectNode claim(
            @SuppressWarnings("unused") Requester requester, @RequestBody ObjectNode body) {
        ObjectNode wanted = Json.object(body, "one_time_keys");
        if (wanted == null) {
            throw MatrixException.badJson("one_time_keys must be an object");
        }
        Duration timeout = timeout(body);
        List<KeyClaim> local = new ArrayList<>();
        Map<UserId, ObjectNode> elsewhere = new HashMap<>();
        wanted.propertyNames()
                .forEach(name -> {
                    ObjectNode devices = devices(wanted, name);
                    user(name)
                            .ifPresent(user -> {
                                if (isLocal(user)) {
                                    devices.forEachEntry((device, algorithm) ->
                                            local.add(
                                                    new KeyClaim(
                                                            name,
                                                            device,
                                                            algorithm.stringValue())));
                                } else {
                                    elsewhere.put(user, devices);
                                }
                            });
                });
        ObjectNode claimed = Json.object();
        for (ClaimedKey key : oneTimeKeys.claim(local)) {
            child(child(claimed, key.claim().userId()), key.claim().deviceId())
                    .set(key.name(), key.json());
        }
        ObjectNode failures = remote.claim(elsewhere, timeout, claimed);
        ObjectNode answer = Json.object();
        answer.set("one_time_keys", claimed);
        answer.set("failures", failures);
        return answer;
    }

    private static ObjectNode devices(ObjectNode wanted, String user) {
        ObjectNode devices = Json.object(wanted, user);
        if (devices == null || !devices.values().stream().allMatch(it -> it.isString())) {
            throw MatrixException.badJson("one_time_keys must map devices to algorithms");
        }
        return devices;
    }

    @GetMapping("/keys/changes")
    ObjectNode changes(Requester requester, @RequestParam String from, @RequestParam String to) {
        DeviceListUpdates updates =
                deviceLists.updates(requester.userId(), SyncToken.parse(from), SyncToken.parse(to));
        ObjectNode answer = Json.object();
        updates.changed().forEach(answer.putArray("changed")::add);
        updates.left().forEach(answer.putArray("left")::add);
        return answer;
    }

    /// What is no user id counts as a user without keys.
    private static Optional<UserId> user(String name) {
        try {
            return Optional.of(UserId.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isLocal(UserId user) {
        return user.server().equals(self);
    }

    private static Duration timeout(ObjectNode body) {
        Long wanted = Fields.integer(body, "timeout");
        long ms = wanted == null || wanted < 0 ? DEFAULT_TIMEOUT_MS : wanted;
        return Duration.ofMillis(Math.min(ms, LONGEST_TIMEOUT_MS));
    }

    private static ObjectNode child(ObjectNode parent, String key) {
        ObjectNode present = Json.object(parent, key);
        return present != null ? present : parent.putObject(key);
    }
}
