package io.heddle.e2e.federation;

import io.heddle.protocol.json.Json;
import io.heddle.testing.TestAuthority;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A Synapse of the machine, on SQLite in a temporary folder, reached over TLS as `localhost:PORT`.
final class SynapseProcess implements AutoCloseable {
    private static final String SECRET = "secret of the tests";
    private static final Duration START = Duration.ofMinutes(2);

    private final Process process;
    private final String name;
    private final String baseUrl;

    private SynapseProcess(Process process, int federationPort, int clientPort) {
        this.process = process;
        this.name = "localhost:" + federationPort;
        this.baseUrl = "http://127.0.0.1:" + clientPort;
    }

    /// @param python of an environment with `matrix-synapse`
    static SynapseProcess start(Path python, TestAuthority authority) throws IOException {
        Path directory = Files.createTempDirectory("heddle-e2e-synapse");
        int federation = freePort();
        int client = freePort();
        Path settings = directory.resolve("homeserver.json");
        Files.write(settings, Json.bytes(settings(directory, authority, federation, client)));
        Process process =
                new ProcessBuilder(
                                python.toString(),
                                "-m",
                                "synapse.app.homeserver",
                                "--generate-keys",
                                "-c",
                                settings.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("keys.log").toFile())
                        .start();
        process.onExit().join();
        Process running =
                new ProcessBuilder(
                                python.toString(),
                                "-m",
                                "synapse.app.homeserver",
                                "-c",
                                settings.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out.log").toFile())
                        .start();
        SynapseProcess synapse = new SynapseProcess(running, federation, client);
        synapse.awaitUp(client);
        return synapse;
    }

    private static ObjectNode settings(
            Path directory, TestAuthority authority, int federation, int client)
            throws IOException {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        authority.write(certificate, key, "localhost");
        ObjectNode settings = Json.object();
        settings.put("server_name", "localhost:" + federation);
        settings.put("pid_file", directory.resolve("pid").toString());
        settings.put("signing_key_path", directory.resolve("signing.key").toString());
        settings.put("media_store_path", directory.resolve("media").toString());
        settings.put("registration_shared_secret", SECRET);
        settings.put("macaroon_secret_key", SECRET);
        settings.put("form_secret", SECRET);
        settings.put("report_stats", false);
        settings.put("suppress_key_server_warning", true);
        settings.put("allow_public_rooms_over_federation", true);
        settings.put("bcrypt_rounds", 4);
        settings.putArray("room_list_publication_rules").addObject().put("action", "allow");
        settings.put("tls_certificate_path", certificate.toString());
        settings.put("tls_private_key_path", key.toString());
        settings.putArray("federation_custom_ca_list").add(authority.file().toString());
        settings.putArray("trusted_key_servers");
        settings.putArray("ip_range_blacklist");
        settings.putArray("federation_ip_range_blacklist");
        ObjectNode database = settings.putObject("database").put("name", "sqlite3");
        database.putObject("args").put("database", directory.resolve("data.db").toString());
        ArrayNode listeners = settings.putArray("listeners");
        listener(listeners, federation, true, "federation");
        listener(listeners, client, false, "client");
        return settings;
    }

    private static void listener(ArrayNode listeners, int port, boolean tls, String resource) {
        ObjectNode listener = listeners.addObject();
        listener.put("port", port).put("type", "http").put("tls", tls);
        listener.putArray("bind_addresses").add("127.0.0.1");
        listener.putArray("resources").addObject().putArray("names").add(resource);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private void awaitUp(int port) {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                return;
            } catch (IOException e) {
                CompletableFuture.runAsync(
                                () -> {},
                                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS))
                        .join();
            }
        }
        throw new IllegalStateException("Synapse does not start");
    }

    String name() {
        return name;
    }

    TestClient register(String localpart) {
        TestClient anonymous = TestClient.anonymous(baseUrl);
        String path = "/_synapse/admin/v1/register";
        String nonce = anonymous.get(path).ok().text("nonce");
        ObjectNode body = Json.object();
        body.put("nonce", nonce).put("username", localpart).put("password", "password");
        body.put("admin", false).put("mac", mac(nonce, localpart, "password", "notadmin"));
        Answer answer = anonymous.post(path, body).ok();
        return new TestClient(
                baseUrl,
                answer.text("access_token"),
                answer.text("user_id"),
                answer.text("device_id"));
    }

    private static String mac(String... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.getBytes(), "HmacSHA1"));
            return HexFormat.of().formatHex(mac.doFinal(String.join("\0", parts).getBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
