package io.heddle.client.keys;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.KeyCounts;
import io.heddle.storage.e2ee.KeyUploads;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysupload
@ClientController
class KeyUploadController {
    private final KeyUploads uploads;

    KeyUploadController(KeyUploads uploads) {
        this.uploads = uploads;
    }

    @PostMapping("/keys/upload")
    @GuestsAllowed
    ObjectNode upload(Requester requester, @RequestBody ObjectNode body) {
        String device = requester.device();
        KeyCounts counts =
                uploads.upload(
                        requester.userId(),
                        device,
                        KeyUploadBody.parse(body, requester.userId(), device));
        ObjectNode answer = Json.object();
        counts.oneTimeKeys().forEach(answer.putObject("one_time_key_counts")::put);
        return answer;
    }

    /// The form of old: the device is named once more.
    @PostMapping("/keys/upload/{deviceId}")
    @GuestsAllowed
    ObjectNode uploadOf(
            Requester requester, @PathVariable String deviceId, @RequestBody ObjectNode body) {
        if (!deviceId.equals(requester.device())) {
            throw MatrixException.invalidParam("The device id is not that of the token");
        }
        return upload(requester, body);
    }
}
