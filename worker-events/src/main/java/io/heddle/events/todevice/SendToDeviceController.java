package io.heddle.events.todevice;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3sendtodeviceeventtypetxnid
@ClientController
class SendToDeviceController {
    private static final int MAX_TYPE = 255;

    private final ToDeviceMessenger messenger;

    SendToDeviceController(ToDeviceMessenger messenger) {
        this.messenger = messenger;
    }

    @PutMapping("/sendToDevice/{eventType}/{txnId}")
    @GuestsAllowed
    ObjectNode send(
            Requester requester,
            @PathVariable String eventType,
            @PathVariable String txnId,
            @RequestBody ObjectNode body) {
        if (eventType.getBytes(StandardCharsets.UTF_8).length > MAX_TYPE) {
            throw MatrixException.invalidParam("The type is too long");
        }
        if (!body.has("messages")) {
            throw MatrixException.missingParam("messages");
        }
        ObjectNode messages = Json.object(body, "messages");
        if (messages == null) {
            throw MatrixException.badJson("messages must be an object");
        }
        messenger.send(requester, eventType, txnId, messages);
        return Json.object();
    }
}
