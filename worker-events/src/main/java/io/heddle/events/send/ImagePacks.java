package io.heddle.events.send;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// What local users may call the images of a pack. Packs of other servers are taken as they are.
/// https://spec.matrix.org/v1.19/client-server-api/#shortcode-grammar
final class ImagePacks {
    static final String TYPE = "m.room.image_pack";

    private static final Pattern SHORTCODE = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private ImagePacks() {}

    static void check(ObjectNode content) {
        ObjectNode images = Json.object(content, "images");
        if (images == null) {
            return;
        }
        for (String shortcode : images.propertyNames()) {
            if (!SHORTCODE.matcher(shortcode).matches()) {
                throw MatrixException.badJson(
                        "Shortcodes have 1 to 100 letters, digits, '-' and '_'");
            }
        }
    }
}
