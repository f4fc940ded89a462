package io.heddle.main.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.storage.account.Device;
import io.heddle.storage.account.DeviceRemover;
import io.heddle.storage.account.Devices;
import io.heddle.storage.account.LastSeen;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.route.ClientController;
import io.heddle.web.uia.InteractiveAuth;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// The user's own devices. https://spec.matrix.org/v1.19/client-server-api/#device-management
@ClientController
class DevicesEndpoint {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ID = 512;

    private final Devices devices;
    private final DeviceRemover remover;
    private final LastSeen lastSeen;
    private final InteractiveAuth interactiveAuth;
    private final RateLimiter limiter;

    DevicesEndpoint(
            Devices devices,
            DeviceRemover remover,
            LastSeen lastSeen,
            InteractiveAuth interactiveAuth,
            RateLimiter limiter) {
        this.devices = devices;
        this.remover = remover;
        this.lastSeen = lastSeen;
        this.interactiveAuth = interactiveAuth;
        this.limiter = limiter;
    }

    @GuestsAllowed
    @GetMapping("/devices")
    DeviceList list(Requester requester) {
        lastSeen.flush();
        return new DeviceList(
                devices.ofUser(requester.userId()).stream().map(ClientDevice::of).toList());
    }

    @GuestsAllowed
    @GetMapping("/devices/{deviceId}")
    ClientDevice read(Requester requester, @PathVariable String deviceId) {
        lastSeen.flush();
        return devices.find(requester.userId(), deviceId)
                .map(ClientDevice::of)
                .orElseThrow(DevicesEndpoint::unknown);
    }

    /// Application services may make devices this way, since they need not log in.
    @GuestsAllowed
    @PutMapping("/devices/{deviceId}")
    ResponseEntity<Map<String, Object>> update(
            Requester requester, @PathVariable String deviceId, @RequestBody DeviceUpdate body) {
        String name = body.displayName();
        if (name != null && name.length() > LONGEST_NAME) {
            throw new MatrixException(400, "M_TOO_LARGE", "Device display name is too long");
        }
        boolean known = devices.find(requester.userId(), deviceId).isPresent();
        if (!known) {
            create(requester, deviceId, name);
            return ResponseEntity.status(HttpStatus.CREATED).body(Map.of());
        }
        if (name != null) {
            devices.rename(requester.userId(), deviceId, name.replace("\0", ""));
        }
        return ResponseEntity.ok(Map.of());
    }

    private void create(Requester requester, String deviceId, @Nullable String name) {
        if (requester.appService() == null) {
            throw unknown();
        }
        if (deviceId.length() > LONGEST_ID) {
            throw MatrixException.invalidParam("device_id is too long");
        }
        limiter.check(Limit.LOGIN_ACCOUNT, requester);
        devices.create(requester.userId(), deviceId, name);
    }

    /// Old clients send no body.
    @DeleteMapping("/devices/{deviceId}")
    Map<String, Object> delete(
            Requester requester,
            @PathVariable String deviceId,
            @RequestBody(required = false) @Nullable ObjectNode body,
            ServerHttpRequest request) {
        interactiveAuth.confirm(requester, request, body == null ? Json.object() : body);
        remover.remove(requester.userId(), List.of(deviceId));
        return Map.of();
    }

    @PostMapping("/delete_devices")
    Map<String, Object> deleteSeveral(
            Requester requester, @RequestBody ObjectNode body, ServerHttpRequest request) {
        boolean resuming = Json.object(body, "auth") != null && !body.has("devices");
        if (!resuming) {
            deviceIds(body);
        }
        ObjectNode wanted = interactiveAuth.confirm(requester, request, body);
        remover.remove(requester.userId(), deviceIds(wanted));
        return Map.of();
    }

    private static List<String> deviceIds(ObjectNode body) {
        if (!body.has("devices")) {
            throw MatrixException.missingParam("devices");
        }
        List<String> ids = Json.strings(body, "devices");
        if (ids == null) {
            throw MatrixException.badJson("devices must be a list of device ids");
        }
        return ids;
    }

    private static MatrixException unknown() {
        return MatrixException.notFound("No such device");
    }

    record DeviceUpdate(@Nullable String displayName) {}

    record DeviceList(List<ClientDevice> devices) {}

    /// What is unknown is null rather than left out, which some clients insist on (matrix-nio).
    @JsonInclude
    record ClientDevice(
            String userId,
            String deviceId,
            @Nullable String displayName,
            @Nullable String lastSeenIp,
            @Nullable Long lastSeenTs) {

        static ClientDevice of(Device device) {
            return new ClientDevice(
                    device.userId().value(),
                    device.deviceId(),
                    device.displayName(),
                    device.lastSeenIp(),
                    device.lastSeenTs());
        }
    }
}
