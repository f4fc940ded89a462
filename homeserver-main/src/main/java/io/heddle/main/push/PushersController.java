package io.heddle.main.push;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.push.Pusher;
import io.heddle.storage.push.Pushers;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /pushers` and `POST /pushers/set`.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3pushersset
@ClientController
class PushersController {
    private static final String NOTIFY_PATH = "/_matrix/push/v1/notify";
    private static final String UNSTABLE = "org.matrix.msc3881.";
    private static final int MAX_PUSHKEY = 512;
    private static final int MAX_APP_ID = 64;

    private final Pushers pushers;
    private final Clock clock;
    private final boolean switchable;

    PushersController(Pushers pushers, Clock clock, HomeserverSettings settings) {
        this.pushers = pushers;
        this.switchable = settings.experimentalFeatures().msc3881Enabled();
        this.clock = clock;
    }

    @GetMapping("/pushers")
    ObjectNode list(Requester requester) {
        ArrayNode list = Json.array();
        pushers.ofUser(requester.userId().value()).forEach(pusher -> list.add(json(pusher)));
        ObjectNode answer = Json.object();
        answer.set("pushers", list);
        return answer;
    }

    @PostMapping("/pushers/set")
    ObjectNode set(Requester requester, @RequestBody ObjectNode body) {
        String pushkey = required(body, "pushkey", MAX_PUSHKEY);
        String appId = required(body, "app_id", MAX_APP_ID);
        JsonNode kind = body.get("kind");
        if (kind == null) {
            throw MatrixException.missingParam("kind");
        }
        if (kind.isNull()) {
            pushers.delete(requester.userId().value(), appId, pushkey);
            return Json.object();
        }
        pushers.set(pusher(requester, body, kind, appId, pushkey), Json.isTrue(body, "append"));
        return Json.object();
    }

    private Pusher pusher(
            Requester requester, ObjectNode body, JsonNode kind, String appId, String pushkey) {
        ObjectNode data = Json.object(body, "data");
        if (data == null) {
            throw MatrixException.missingParam("data");
        }
        switch (kind.asString("")) {
            case "http" -> checkUrl(Json.string(data, "url"));
            case "email" -> {
                if (!pushkey.contains("@")) {
                    throw MatrixException.invalidParam("pushkey must be an email address");
                }
            }
            default -> throw MatrixException.invalidParam("kind must be http, email or null");
        }
        return new Pusher(
                requester.userId().value(),
                appId,
                pushkey,
                kind.asString(),
                required(body, "app_display_name", Integer.MAX_VALUE),
                required(body, "device_display_name", Integer.MAX_VALUE),
                Json.string(body, "profile_tag"),
                required(body, "lang", Integer.MAX_VALUE),
                data,
                requester.deviceId(),
                requester.tokenId(),
                enabled(body),
                clock.millis());
    }

    /// MSC3881: whether the pusher pushes; it does unless told otherwise, under either name.
    private boolean enabled(ObjectNode body) {
        for (String key : List.of("enabled", UNSTABLE + "enabled")) {
            JsonNode enabled = switchable ? body.get(key) : null;
            if (enabled == null || enabled.isNull()) {
                continue;
            }
            if (!enabled.isBoolean()) {
                throw MatrixException.badJson(key + " must be a boolean");
            }
            return enabled.booleanValue();
        }
        return true;
    }

    private static void checkUrl(@Nullable String url) {
        if (url == null) {
            throw MatrixException.missingParam("data.url");
        }
        try {
            URI uri = URI.create(url);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web && NOTIFY_PATH.equals(uri.getPath())) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw MatrixException.invalidParam("data.url is not a URL");
        }
        throw MatrixException.invalidParam("data.url must be a URL with the path " + NOTIFY_PATH);
    }

    private static String required(ObjectNode body, String key, int maxLength) {
        JsonNode value = body.get(key);
        if (value == null || value.isNull()) {
            throw MatrixException.missingParam(key);
        }
        if (!value.isString()) {
            throw MatrixException.badJson(key + " must be a string");
        }
        if (value.asString().length() > maxLength) {
            throw MatrixException.invalidParam(key + " is too long");
        }
        return value.asString();
    }

    private ObjectNode json(Pusher pusher) {
        ObjectNode json = Json.object();
        json.put("app_display_name", pusher.appDisplayName())
                .put("app_id", pusher.appId())
                .put("device_display_name", pusher.deviceDisplayName())
                .put("kind", pusher.kind())
                .put("lang", pusher.lang())
                .put("pushkey", pusher.pushkey());
        json.set("data", pusher.data());
        if (pusher.profileTag() != null) {
            json.put("profile_tag", pusher.profileTag());
        }
        if (switchable) {
            json.put("enabled", pusher.enabled());
            json.put(UNSTABLE + "enabled", pusher.enabled());
            json.put("device_id", pusher.deviceId());
            json.put(UNSTABLE + "device_id", pusher.deviceId());
        }
        return json;
    }
}
