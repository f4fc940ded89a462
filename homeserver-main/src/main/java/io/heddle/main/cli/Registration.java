package io.heddle.main.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Registers users at a running homeserver by its shared secret:
/// `GET` and `POST /_synapse/admin/v1/register`, a nonce answered with an HMAC-SHA1.
final class Registration {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http;
    private final URI endpoint;
    private final String secret;

    Registration(HttpClient http, String homeserver, String secret) {
        this.http = http;
        this.endpoint =
                URI.create(homeserver.replaceAll("/+$", "") + "/_synapse/admin/v1/register");
        this.secret = secret;
    }

    record NewUser(String localpart, String password, boolean admin) {}

    record Registered(String userId, String accessToken) {}

    Registered register(NewUser user) {
        String nonce = call(request().GET().build()).path("nonce").asString();
        ObjectNode body =
                JSON.createObjectNode()
                        .put("nonce", nonce)
                        .put("username", user.localpart())
                        .put("password", user.password())
                        .put("admin", user.admin())
                        .put("mac", mac(nonce, user));
        JsonNode answer = call(request().POST(BodyPublishers.ofString(body.toString())).build());
        return new Registered(
                answer.path("user_id").asString(), answer.path("access_token").asString());
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json");
    }

    private JsonNode call(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() != 200) {
                throw new CommandFailure(
                        body.path("error").asString("HTTP " + response.statusCode()));
            }
            return body;
        } catch (ConnectException e) {
            throw new CommandFailure(
                    "nothing listens at "
                            + endpoint.getAuthority()
                            + ": is the homeserver running?");
        } catch (IOException e) {
            throw new CommandFailure(endpoint + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }

    private String mac(String nonce, NewUser user) {
        String role = user.admin() ? "admin" : "notadmin";
        String message = String.join("\0", nonce, user.localpart(), user.password(), role);
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return HexFormat.of().formatHex(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }
}
