package io.heddle.web.uia;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.UiaSession;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/// Has a captcha service tell whether its riddle was solved.
/// https://spec.matrix.org/v1.19/client-server-api/#google-recaptcha
@Component
class RecaptchaStage implements Stage {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HomeserverSettings.Recaptcha settings;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    RecaptchaStage(HomeserverSettings settings) {
        this.settings = settings.recaptcha();
    }

    @Override
    public String type() {
        return RECAPTCHA;
    }

    @Override
    public boolean isEnabled() {
        return settings.publicKey() != null && settings.privateKey() != null;
    }

    @Override
    public @Nullable ObjectNode params() {
        return Json.object().put("public_key", settings.publicKey());
    }

    @Override
    public JsonNode prove(ObjectNode auth, UiaSession session, String address) {
        String response = Json.string(auth, "response");
        if (response == null || response.isEmpty()) {
            throw new MatrixException(401, "M_CAPTCHA_NEEDED", "Captcha response is required");
        }
        if (!isSolved(response, address)) {
            throw new MatrixException(401, "M_CAPTCHA_INVALID", "Captcha was not solved");
        }
        return BooleanNode.TRUE;
    }

    private boolean isSolved(String response, String address) {
        String form =
                "secret="
                        + encode(Objects.requireNonNull(settings.privateKey()))
                        + "&response="
                        + encode(response)
                        + "&remoteip="
                        + encode(address);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(settings.siteverifyApi()))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        try {
            HttpResponse<byte[]> answer =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return Json.isTrue(Json.parse(answer.body()), "success");
        } catch (IOException | JsonParseFailure e) {
            throw new MatrixException(503, "M_UNKNOWN", "The captcha service does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
