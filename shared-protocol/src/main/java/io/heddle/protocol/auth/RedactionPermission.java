package io.heddle.protocol.auth;

import io.heddle.protocol.event.Pdu;

/// Whether a redaction that the authorisation rules let through takes effect, once both events are known.
/// https://spec.matrix.org/v1.19/rooms/v12/#handling-redactions
public final class RedactionPermission {
    private RedactionPermission() {}

    /// @param power the power levels before the redaction
    public static boolean applies(Pdu redaction, Pdu target, PowerLevels power) {
        if (!target.roomId().equals(redaction.roomId())) {
            return false;
        }
        return redaction.version().auth().redactionsChecked()
                || power.canRedact(redaction.sender())
                || redaction.sender().server().equals(target.sender().server());
    }
}
