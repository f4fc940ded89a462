package io.heddle.federation.query;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.FederationSettings;
import io.heddle.storage.e2ee.ClaimedKey;
import io.heddle.storage.e2ee.DeviceLists;
import io.heddle.storage.e2ee.KeyClaim;
import io.heddle.storage.e2ee.KeyQueries;
import io.heddle.storage.e2ee.OneTimeKeys;
import io.heddle.storage.e2ee.QueriedKeys;
import io.heddle.storage.keys.ServerKeys;
import io.heddle.web.auth.Origin;
import io.heddle.web.json.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells other servers the keys and devices of local users.
/// https://spec.matrix.org/v1.19/server-server-api/#end-to-end-encryption
@RestController
@RequestMapping("/_matrix/federation/v1/user")
class UserKeysController {
    private final KeyQueries queries;
    private final OneTimeKeys oneTimeKeys;
    private final DeviceLists lists;
    private final ServerKeys self;
    private final FederationSettings settings;

    UserKeysController(
            KeyQueries queries,
            OneTimeKeys oneTimeKeys,
            DeviceLists lists,
            ServerKeys self,
            FederationSettings settings) {
        this.queries = queries;
        this.oneTimeKeys = oneTimeKeys;
        this.lists = lists;
        this.self = self;
        this.settings = settings;
    }

    @PostMapping("/keys/query")
    ObjectNode query(Origin origin) {
        ObjectNode wanted = required(origin.body(), "device_keys");
        Map<UserId, List<String>> users = new HashMap<>();
        for (String name : wanted.propertyNames()) {
            JsonNode value = wanted.get(name);
            List<String> devices =
                    value == null || value.isNull() ? List.of() : Json.strings(wanted, name);
            if (devices == null) {
                throw MatrixException.badJson("device_keys must hold lists of strings");
            }
            users.put(local(name), devices);
        }
        QueriedKeys keys =
                queries.query(users, null, settings.allowDeviceNameLookupOverFederation());
        ObjectNode answer = Json.object();
        answer.set("device_keys", keys.devices());
        answer.set("master_keys", keys.masterKeys());
        answer.set("self_signing_keys", keys.selfSigningKeys());
        return answer;
    }

    @PostMapping("/keys/claim")
    ObjectNode claim(Origin origin) {
        ObjectNode wanted = required(origin.body(), "one_time_keys");
        List<KeyClaim> claims = new ArrayList<>();
        for (String name : wanted.propertyNames()) {
            UserId user = local(name);
            ObjectNode devices = Json.object(wanted, name);
            if (devices == null) {
                throw MatrixException.badJson("one_time_keys must map devices to algorithms");
            }
            for (String device : devices.propertyNames()) {
                String algorithm = Json.string(devices, device);
                if (algorithm == null) {
                    throw MatrixException.badJson("one_time_keys must map devices to algorithms");
                }
                claims.add(new KeyClaim(user.value(), device, algorithm));
            }
        }
        ObjectNode claimed = Json.object();
        for (ClaimedKey key : oneTimeKeys.claim(claims)) {
            child(child(claimed, key.claim().userId()), key.claim().deviceId())
                    .set(key.name(), key.json());
        }
        ObjectNode answer = Json.object();
        answer.set("one_time_keys", claimed);
        return answer;
    }

    /// The number of the list is read first: whatever changes meanwhile is told again, never missed.
    @GetMapping("/devices/{userId}")
    ObjectNode devices(@SuppressWarnings("unused") Origin origin, @PathVariable UserId userId) {
        UserId user = local(userId.value());
        long streamId = lists.lastChange(user);
        QueriedKeys keys =
                queries.query(
                        Map.of(user, List.of()),
                        null,
                        settings.allowDeviceNameLookupOverFederation());
        ObjectNode answer = Json.object();
        answer.put("user_id", user.value()).put("stream_id", streamId);
        ArrayNode devices = answer.putArray("devices");
        ObjectNode byId = Json.object(keys.devices(), user.value());
        if (byId != null) {
            byId.forEachEntry((id, device) -> devices.add(device(id, (ObjectNode) device)));
        }
        put(answer, "master_key", keys.masterKeys().get(user.value()));
        put(answer, "self_signing_key", keys.selfSigningKeys().get(user.value()));
        return answer;
    }

    private static ObjectNode device(String id, ObjectNode keys) {
        ObjectNode device = Json.object();
        device.put("device_id", id);
        JsonNode unsigned = keys.remove("unsigned");
        device.set("keys", keys);
        String name = Json.string(unsigned, "device_display_name");
        if (name != null) {
            device.put("device_display_name", name);
        }
        return device;
    }

    private static void put(ObjectNode answer, String key, @Nullable JsonNode value) {
        if (value != null) {
            answer.set(key, value);
        }
    }

    private static ObjectNode required(ObjectNode body, String key) {
        ObjectNode value = Fields.object(body, key);
        if (value == null) {
            throw MatrixException.badJson(key + " must be an object");
        }
        return value;
    }

    private UserId local(String name) {
        UserId user = UserId.parse(name);
        if (!user.isOn(self.serverName())) {
            throw MatrixException.invalidParam("The user is not hosted on this homeserver");
        }
        return user;
    }

    private static ObjectNode child(ObjectNode parent, String key) {
        ObjectNode present = Json.object(parent, key);
        return present != null ? present : parent.putObject(key);
    }
}
