package io.heddle.storage.profile;

import io.heddle.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A user's profile. https://spec.matrix.org/v1.19/client-server-api/#profiles
///
/// @param fields everything but the display name and the avatar
public record Profile(@Nullable String displayName, @Nullable String avatarUrl, ObjectNode fields) {
    public static final String DISPLAY_NAME = "displayname";
    public static final String AVATAR_URL = "avatar_url";

    public static Profile empty() {
        return new Profile(null, null, Json.object());
    }

    /// All of it, as clients see it.
    public ObjectNode toJson() {
        ObjectNode json = fields.deepCopy();
        if (displayName != null) {
            json.put(DISPLAY_NAME, displayName);
        }
        if (avatarUrl != null) {
            json.put(AVATAR_URL, avatarUrl);
        }
        return json;
    }

    /// Puts name and avatar into the content of a member event.
    public ObjectNode into(ObjectNode memberContent) {
        if (displayName != null) {
            memberContent.put(DISPLAY_NAME, displayName);
        }
        if (avatarUrl != null) {
            memberContent.put(AVATAR_URL, avatarUrl);
        }
        return memberContent;
    }
}
