package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {

    private HttpServer server;
    private HttpConnection connection;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        connection =
                new HttpConnection(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        connection.close();
        server.stop(0);
    }

    @Test
    void readsBodiesOfKnownLengthAndChunkedOnesOverOneConnection() {
        String large = "x".repeat(100_000);
        server.createContext("/known", exchange -> answer(exchange, large, large.length()));
        server.createContext("/chunked", exchange -> answer(exchange, large, 0));

        assertThat(connection.get("/known", null).text()).isEqualTo(large);
        assertThat(connection.get("/chunked", null).text()).isEqualTo(large);
        assertThat(connection.get("/known", null).text()).isEqualTo(large);
    }

    @Test
    void sendsTheTokenAndTheBody() {
        server.createContext(
                "/echo",
                exchange -> {
                    String body =
                            exchange.getRequestHeaders().getFirst("Authorization")
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8);
                    answer(exchange, body, body.getBytes(StandardCharsets.UTF_8).length);
                });

        assertThat(connection.put("/echo", "secret", "{\"a\":\"ä\"}").text())
                .isEqualTo("Bearer secret{\"a\":\"ä\"}");
    }

    @Test
    void aClosedKeepAliveConnectionIsOpenedAgain() {
        server.createContext(
                "/close",
                exchange -> {
                    exchange.getResponseHeaders().set("Connection", "close");
                    answer(exchange, "once", 4);
                });

        assertThat(connection.get("/close", null).text()).isEqualTo("once");
        assertThat(connection.get("/close", null).text()).isEqualTo("once");
    }

    @Test
    void anythingButSuccessFailsTheScenario() {
        server.createContext("/error", exchange -> exchange.sendResponseHeaders(429, -1));

        assertThatThrownBy(() -> connection.get("/error", null).expectOk("send"))
                .hasMessageContaining("send answered 429");
    }

    private static void answer(HttpExchange exchange, String body, int length) throws IOException {
        exchange.sendResponseHeaders(200, length);
        exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }
}
