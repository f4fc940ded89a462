package io.heddle.client.keys;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.account.DeviceRemover;
import io.heddle.storage.account.Devices;
import io.heddle.storage.e2ee.DehydratedDevices;
import io.heddle.storage.e2ee.DehydratedDevices.DehydratedDevice;
import io.heddle.storage.e2ee.KeyUpload;
import io.heddle.storage.e2ee.KeyUploads;
import io.heddle.storage.e2ee.ToDeviceMessage;
import io.heddle.storage.e2ee.ToDeviceMessages;
import io.heddle.web.auth.Requester;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Dehydrated devices, an open proposal: a device in the server's keeping takes messages for a user without another.
/// https://github.com/matrix-org/matrix-spec-proposals/pull/3814
@RestController
@RequestMapping("/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device")
class DehydratedDeviceController {
    private static final int MAX_DEVICE_ID = 512;
    private static final int PAGE = 100;

    private final DehydratedDevices dehydrated;
    private final Devices devices;
    private final DeviceRemover remover;
    private final KeyUploads uploads;
    private final ToDeviceMessages messages;

    DehydratedDeviceController(
            DehydratedDevices dehydrated,
            Devices devices,
            DeviceRemover remover,
            KeyUploads uploads,
            ToDeviceMessages messages) {
        this.dehydrated = dehydrated;
        this.devices = devices;
        this.remover = remover;
        this.uploads = uploads;
        this.messages = messages;
    }

    @PutMapping
    ObjectNode put(Requester requester, @RequestBody ObjectNode body) {
        UserId user = requester.userId();
        String deviceId = deviceId(body);
        ObjectNode data = deviceData(body);
        if (!body.has("device_keys")) {
            throw MatrixException.missingParam("device_keys");
        }
        KeyUpload keys = KeyUploadBody.parse(body, user, deviceId);
        dehydrated.find(user).ifPresent(old -> remover.remove(user, List.of(old.deviceId())));
        String name = Json.string(body, "initial_device_display_name");
        if (!devices.create(user, deviceId, name)) {
            throw MatrixException.invalidParam("There is another device with this id");
        }
        dehydrated.put(user, new DehydratedDevice(deviceId, data));
        uploads.upload(user, deviceId, keys);
        return Json.object().put("device_id", deviceId);
    }

    @GetMapping
    ObjectNode get(Requester requester) {
        DehydratedDevice device = find(requester);
        ObjectNode answer = Json.object().put("device_id", device.deviceId());
        answer.set("device_data", device.data());
        return answer;
    }

    @DeleteMapping
    ObjectNode delete(Requester requester) {
        DehydratedDevice device = find(requester);
        remover.remove(requester.userId(), List.of(device.deviceId()));
        return Json.object().put("device_id", device.deviceId());
    }

    @GetMapping("/{deviceId}/events")
    ObjectNode events(
            Requester requester,
            @PathVariable String deviceId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(defaultValue = "100") int limit) {
        Page page = page(requester, deviceId, from, limit);
        if (!page.full()) {
            page.answer().remove("next_batch");
        }
        return page.answer();
    }

    /// The form of an earlier draft.
    @PostMapping("/{deviceId}/events")
    ObjectNode eventsByPost(
            Requester requester,
            @PathVariable String deviceId,
            @RequestParam(defaultValue = "100") int limit,
            @RequestBody ObjectNode body) {
        return page(requester, deviceId, Json.string(body, "next_batch"), limit).answer();
    }

    /// @param full there may be more
    private record Page(ObjectNode answer, boolean full) {}

    private Page page(Requester requester, String deviceId, @Nullable String from, int limit) {
        boolean own =
                dehydrated
                        .find(requester.userId())
                        .filter(device -> device.deviceId().equals(deviceId))
                        .isPresent();
        if (!own) {
            throw MatrixException.forbidden("Not your dehydrated device");
        }
        long after = from == null ? 0 : position(from);
        int wanted = Math.clamp(limit, 1, PAGE);
        List<ToDeviceMessage> found =
                messages.pending(requester.userId(), deviceId, after, Long.MAX_VALUE, wanted);
        ObjectNode answer = Json.object();
        ArrayNode events = answer.putArray("events");
        found.forEach(message -> events.add(message.json()));
        answer.put("next_batch", "d" + (found.isEmpty() ? after : found.getLast().position()));
        return new Page(answer, found.size() == wanted);
    }

    private static long position(String token) {
        try {
            if (token.startsWith("d")) {
                return Long.parseLong(token.substring(1));
            }
        } catch (NumberFormatException e) {
            throw MatrixException.invalidParam("Not a token of this endpoint");
        }
        throw MatrixException.invalidParam("Not a token of this endpoint");
    }

    private DehydratedDevice find(Requester requester) {
        return dehydrated
                .find(requester.userId())
                .orElseThrow(() -> MatrixException.notFound("No dehydrated device available"));
    }

    private static String deviceId(ObjectNode body) {
        String id = Json.string(body, "device_id");
        if (id == null) {
            throw MatrixException.missingParam("device_id");
        }
        if (id.isEmpty()
                || id.indexOf('\0') >= 0
                || id.getBytes(StandardCharsets.UTF_8).length > MAX_DEVICE_ID) {
            throw MatrixException.invalidParam("Invalid device id");
        }
        return id;
    }

    private static ObjectNode deviceData(ObjectNode body) {
        if (!body.has("device_data")) {
            throw MatrixException.missingParam("device_data");
        }
        ObjectNode data = Json.object(body, "device_data");
        if (data == null || Json.string(data, "algorithm") == null) {
            throw MatrixException.badJson("device_data must have an algorithm");
        }
        return data;
    }
}
