package io.heddle.events.profile;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.storage.profile.Profile;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The limits of profile fields. https://spec.matrix.org/v1.19/client-server-api/#profiles
final class ProfileKeys {
    private static final int MAX_KEY = 255;
    private static final int MAX_PROFILE = 65_536;
    private static final int MAX_NAME = 256;
    private static final int MAX_AVATAR = 1000;
    private static final int MAX_STATUS_TEXT = 256;
    private static final int MAX_STATUS_EMOJI = 32;

    private ProfileKeys() {}

    static void checkKey(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY) {
            throw new MatrixException(
                    400, "M_KEY_TOO_LARGE", "A profile key has at most 255 bytes");
        }
        if (!key.matches("[a-z][a-z0-9_.-]*")) {
            throw MatrixException.invalidParam("A profile key is a namespaced identifier");
        }
    }

    static void checkSize(Profile profile) {
        if (Json.bytes(profile.toJson()).length > MAX_PROFILE) {
            throw new MatrixException(400, "M_PROFILE_TOO_LARGE", "A profile has at most 64 KiB");
        }
    }

    /// The profile with one field set from a request body.
    static Profile with(Profile profile, String key, ObjectNode body) {
        JsonNode value = body.get(key);
        if (value == null) {
            throw MatrixException.missingParam(key);
        }
        return switch (key) {
            case Profile.DISPLAY_NAME ->
                    new Profile(text(key, value, MAX_NAME), profile.avatarUrl(), profile.fields());
            case Profile.AVATAR_URL ->
                    new Profile(
                            profile.displayName(), text(key, value, MAX_AVATAR), profile.fields());
            default -> {
                checkValue(key, value);
                ObjectNode fields = profile.fields().deepCopy();
                fields.set(key, value);
                yield new Profile(profile.displayName(), profile.avatarUrl(), fields);
            }
        };
    }

    /// The form of a user's status and of the call they are in, as an open proposal has it: MSC4426.
    private static void checkValue(String key, JsonNode value) {
        switch (key) {
            case "m.status", "org.matrix.msc4426.status" -> {
                checkText(key, value, "text", MAX_STATUS_TEXT);
                checkText(key, value, "emoji", MAX_STATUS_EMOJI);
            }
            case "m.call", "org.matrix.msc4426.call" -> {
                JsonNode joined = value.get("call_joined_ts");
                if (!value.isObject() || joined != null && !joined.isNumber()) {
                    throw MatrixException.badJson(
                            key + " must be an object; call_joined_ts in it a number");
                }
            }
            default -> {}
        }
    }

    private static void checkText(String key, JsonNode value, String part, int maxBytes) {
        JsonNode text = value.get(part);
        if (text == null || !text.isString()) {
            throw MatrixException.badJson(key + " must be an object with a string " + part);
        }
        if (text.asString().getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new MatrixException(
                    400, "M_TOO_LARGE", part + " is too long (max. " + maxBytes + " bytes)");
        }
    }

    static Profile without(Profile profile, String key) {
        return switch (key) {
            case Profile.DISPLAY_NAME -> new Profile(null, profile.avatarUrl(), profile.fields());
            case Profile.AVATAR_URL -> new Profile(profile.displayName(), null, profile.fields());
            default -> {
                ObjectNode fields = profile.fields().deepCopy();
                fields.remove(key);
                yield new Profile(profile.displayName(), profile.avatarUrl(), fields);
            }
        };
    }

    /// An empty or null text clears the field.
    private static @org.jspecify.annotations.Nullable String text(
            String key, JsonNode value, int max) {
        if (value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw MatrixException.badJson(key + " must be a string");
        }
        String text = value.asString();
        if (text.length() > max) {
            throw MatrixException.invalidParam(key + " is too long (max. " + max + ")");
        }
        return text.isEmpty() ? null : text;
    }
}
