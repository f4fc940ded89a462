package io.heddle.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import io.heddle.web.auth.XMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Another homeserver as tests want it: it publishes its keys over TLS on loopback, answers what it is told to, and signs
/// requests of its own. Its name is `localhost:PORT`.
public final class FakeHomeserver implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final HttpsServer server;
    private final ServerName name;
    private final SigningKey key;
    private final Map<String, Function<Asked, Reply>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    private FakeHomeserver(HttpsServer server, SigningKey key) {
        this.server = server;
        this.key = key;
        this.name = ServerName.parse("localhost:" + server.getAddress().getPort());
    }

    /// @param validUntilTs of its keys
    public static FakeHomeserver start(SSLContext tls, long validUntilTs) {
        try {
            HttpsServer server =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            FakeHomeserver fake =
                    new FakeHomeserver(server, SigningKey.fromSeed("ed25519:fake", new byte[32]));
            server.createContext("/", fake::handle);
            fake.answer("/_matrix/key/v2/server", 200, fake.keys(validUntilTs));
            server.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A request that came in.
    ///
    /// @param sni the server name of the TLS handshake, or empty
    public record Asked(
            String method, String uri, String host, String authorization, String sni, byte[] body) {
        public ObjectNode json() {
            return Json.parseObject(body);
        }
    }

    public record Reply(int status, Map<String, String> headers, byte[] body) {}

    public ServerName name() {
        return name;
    }

    public SigningKey key() {
        return key;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /// Everything asked of a path so far.
    public List<Asked> asked(String path) {
        return List.copyOf(asked).stream()
                .filter(request -> URI.create(request.uri()).getPath().equals(path))
                .toList();
    }

    public void answer(String path, int status, ObjectNode body) {
        answer(path, request -> new Reply(status, Map.of(), Json.bytes(body)));
    }

    public void answer(String path, Function<Asked, Reply> how) {
        answers.put(path, how);
    }

    /// Its key object, signed.
    public ObjectNode keys(long validUntilTs) {
        ObjectNode keys = Json.object();
        keys.put("server_name", name.value()).put("valid_until_ts", validUntilTs);
        keys.putObject("verify_keys").putObject(key.keyId()).put("key", key.verifyKey().base64());
        keys.putObject("old_verify_keys");
        return JsonSigner.sign(keys, name.value(), key);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Asked request = asked(exchange);
        asked.add(request);
        Function<Asked, Reply> how = answers.get(exchange.getRequestURI().getPath());
        Reply reply =
                how == null
                        ? new Reply(404, Map.of(), "{\"errcode\":\"M_UNRECOGNIZED\"}".getBytes())
                        : how.apply(request);
        try (exchange) {
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(
                    reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            exchange.getResponseBody().write(reply.body());
        }
    }

    private static Asked asked(HttpExchange exchange) throws IOException {
        String sni = "";
        if (exchange instanceof com.sun.net.httpserver.HttpsExchange https
                && https.getSSLSession() instanceof ExtendedSSLSession session) {
            sni =
                    session.getRequestedServerNames().stream()
                            .map(found -> new String(found.getEncoded()))
                            .findFirst()
                            .orElse("");
        }
        return new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Host"),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                sni,
                exchange.getRequestBody().readAllBytes());
    }

    /// Asks a homeserver something, signed.
    ///
    /// @param baseUrl where it is, without TLS
    public TestClient.Answer ask(
            String baseUrl, String to, String method, String uri, @Nullable ObjectNode content) {
        XMatrix header = XMatrix.sign(method, uri, name, ServerName.parse(to), content, key);
        return send(baseUrl, method, uri, content, header.header());
    }

    /// Asks with any `Authorization` header; with none for null.
    public TestClient.Answer send(
            String baseUrl,
            String method,
            String uri,
            @Nullable ObjectNode content,
            @Nullable String authorization) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(baseUrl + uri))
                        .method(
                                method,
                                content == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(Json.bytes(content)));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            return new TestClient.Answer(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
