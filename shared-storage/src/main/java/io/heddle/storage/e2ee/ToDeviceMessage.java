package io.heddle.storage.e2ee;

import io.heddle.protocol.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// A message that waits for a device.
///
/// @param position its place in the to_device stream; no two messages have the same
/// @param event JSON with `sender`, `type` and `content`, as it stands in a sync
public record ToDeviceMessage(long position, byte[] event) {
    public ObjectNode json() {
        return Json.parseObject(event);
    }
}
