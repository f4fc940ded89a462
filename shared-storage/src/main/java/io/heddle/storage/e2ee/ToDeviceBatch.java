package io.heddle.storage.e2ee;

import io.heddle.protocol.id.ServerName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages to devices that one request brings: all of them are queued or none.
///
/// @param once who made the request, so that a repetition of it does nothing; null when it cannot be repeated
/// @param events the different messages, each JSON with `sender`, `type` and `content`
/// @param local whom they are for among the users of this server
/// @param remote what goes to other servers
public record ToDeviceBatch(
        @Nullable Once once,
        List<byte[]> events,
        List<Recipient> local,
        List<RemoteMessage> remote) {

    /// Stands for all devices of a user in place of a device id.
    public static final String ALL_DEVICES = "*";

    /// A request: the same one carries the same four texts.
    ///
    /// @param deviceId empty for requests without a device
    public record Once(String userId, String deviceId, String eventType, String txnId) {}

    /// @param deviceId a device or [#ALL_DEVICES]; a device named itself gets only what it is named for
    /// @param event which of the events, counted from 0
    public record Recipient(String userId, String deviceId, int event) {}

    /// @param userId one of the users it is for
    /// @param edu the content of an `m.direct_to_device`
    public record RemoteMessage(ServerName destination, String userId, byte[] edu) {}
}
