package io.heddle.client.register;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The parameters of a registration, of the right types or null.
record RegistrationBody(
        @Nullable String username,
        @Nullable String password,
        @Nullable String deviceId,
        @Nullable String deviceName,
        @Nullable String guestAccessToken,
        boolean inhibitLogin,
        boolean refreshable) {

    private static final int LONGEST = 512;

    /// Fails with 400 for values of wrong types.
    static RegistrationBody of(ObjectNode body) {
        return new RegistrationBody(
                text(body, "username"),
                text(body, "password"),
                text(body, "device_id"),
                text(body, "initial_device_display_name"),
                text(body, "guest_access_token"),
                flag(body, "inhibit_login"),
                flag(body, "refresh_token"));
    }

    private static @Nullable String text(ObjectNode body, String key) {
        if (!body.hasNonNull(key)) {
            return null;
        }
        String value = Json.string(body, key);
        if (value == null) {
            throw MatrixException.badJson(key + " must be a string");
        }
        if (value.length() > LONGEST || value.indexOf('\0') >= 0) {
            throw MatrixException.invalidParam(key + " is not valid");
        }
        return value;
    }

    private static boolean flag(ObjectNode body, String key) {
        if (body.hasNonNull(key) && Json.bool(body, key) == null) {
            throw MatrixException.badJson(key + " must be true or false");
        }
        return Json.isTrue(body, key);
    }
}
