package io.heddle.main.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.heddle.main.cli.Registration.NewUser;
import io.heddle.main.cli.Registration.Registered;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RegistrationTest {
    private final AtomicReference<JsonNode> posted = new AtomicReference<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server;
    private String refusal = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/_synapse/admin/v1/register", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.close();
    }

    @Test
    void theNonceIsAnsweredWithTheMacOfTheSharedSecret() {
        Registered registered =
                registration("shared_secret").register(new NewUser("pepper", "pizza", true));

        assertThat(registered).isEqualTo(new Registered("@pepper:localhost", "token"));
        // printf 'thisisanonce\0pepper\0pizza\0admin' | openssl sha1 -hmac shared_secret
        assertThat(posted.get().path("mac").asString())
                .isEqualTo("7d78a9ca5073b3a72c0eae9b3d4d6ec4c9fb215f");
        assertThat(posted.get().path("admin").asBoolean()).isTrue();
    }

    @Test
    void theServersReasonForARefusalIsTheFailure() {
        refusal = "{\"errcode\":\"M_USER_IN_USE\",\"error\":\"User ID already taken.\"}";

        assertThatThrownBy(() -> registration("s").register(new NewUser("pepper", "pizza", false)))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("User ID already taken.");
    }

    @Test
    void anAbsentServerIsAClearFailure() {
        Registration registration = registration("s");
        server.stop(0);

        assertThatThrownBy(() -> registration.register(new NewUser("pepper", "pizza", false)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("is the homeserver running?");
    }

    private Registration registration(String secret) {
        return new Registration(
                http, "http://127.0.0.1:" + server.getAddress().getPort() + "/", secret);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("GET")) {
                send(exchange, 200, "{\"nonce\":\"thisisanonce\"}");
            } else if (!refusal.isEmpty()) {
                send(exchange, 400, refusal);
            } else {
                posted.set(JsonMapper.shared().readTree(exchange.getRequestBody()));
                send(
                        exchange,
                        200,
                        "{\"user_id\":\"@pepper:localhost\",\"access_token\":\"token\"}");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.sendResponseHeaders(status, body.length());
        exchange.getResponseBody().write(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
