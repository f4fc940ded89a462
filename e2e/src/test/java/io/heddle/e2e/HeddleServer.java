package io.heddle.e2e;

import io.heddle.main.HeddleApplication;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import io.heddle.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// A running homeserver: one for all tests of a JVM, started at first use, on a database of its own.
public final class HeddleServer {
    /// The server's name: the domain of its users.
    public static final String NAME = "test.local";

    private static final String SECRET = "secret of the tests";
    private static final AtomicInteger USERS = new AtomicInteger();
    private static @Nullable HeddleServer shared;
    private static @Nullable HeddleServer experimental;

    private final ConfigurableApplicationContext context;
    private final String baseUrl;

    private HeddleServer(ConfigurableApplicationContext context) {
        this.context = context;
        this.baseUrl =
                "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /// The server that all tests share.
    public static synchronized HeddleServer shared() {
        HeddleServer running = shared;
        if (running == null) {
            running = start(Map.of());
            shared = running;
        }
        return running;
    }

    /// The server that all tests of what is not in the specification yet share.
    public static synchronized HeddleServer experimental() {
        HeddleServer running = experimental;
        if (running == null) {
            String prefix = "homeserver.experimental-features.";
            running =
                    start(
                            Map.ofEntries(
                                    Map.entry(prefix + "msc1763-enabled", "true"),
                                    Map.entry(prefix + "msc3881-enabled", "true"),
                                    Map.entry(prefix + "msc3912-enabled", "true"),
                                    Map.entry(prefix + "msc4028-push-encrypted-events", "true"),
                                    Map.entry("homeserver.max-event-delay-duration", "24h"),
                                    Map.entry(prefix + "msc4140-max-delayed-events-per-user", "4"),
                                    Map.entry(prefix + "msc4143-enabled", "true"),
                                    Map.entry(prefix + "msc4293-enabled", "true"),
                                    Map.entry(prefix + "msc4306-enabled", "true"),
                                    Map.entry(prefix + "msc4354-enabled", "true"),
                                    Map.entry(prefix + "msc4429-enabled", "true"),
                                    Map.entry(prefix + "msc4446-enabled", "true")));
            experimental = running;
        }
        return running;
    }

    /// A server of one's own, with settings of its own; close it.
    public static HeddleServer start(Map<String, Object> settings) {
        try {
            Path data = Files.createTempDirectory("heddle-e2e");
            SpringApplication application = new SpringApplication(HeddleApplication.class);
            // At the end of the JVM the database goes as well: nothing must wait for it then.
            application.setRegisterShutdownHook(false);
            application.setDefaultProperties(
                    Map.ofEntries(
                            Map.entry("server.port", "0"),
                            Map.entry("homeserver.server-name", NAME),
                            Map.entry("homeserver.data-directory", data.toString()),
                            Map.entry("homeserver.database.url", TestDatabase.createUrl()),
                            Map.entry("homeserver.database.user", "postgres"),
                            Map.entry("homeserver.registration-shared-secret", SECRET),
                            Map.entry("homeserver.rate-limits.enabled", "false"),
                            // Nothing is to leave the machine.
                            Map.entry("homeserver.federation-domain-whitelist", ""),
                            Map.entry("logging.level.root", "warn"),
                            Map.entry("logging.level.io.heddle.requests", "warn")));
            application.addInitializers(started ->
                    started.getEnvironment()
                            .getPropertySources()
                            .addFirst(
                                    new org.springframework.core.env.MapPropertySource(
                                            "test", settings)));
            return new HeddleServer(application.run());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void close() {
        context.close();
    }

    public String baseUrl() {
        return baseUrl;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public TestClient anonymous() {
        return TestClient.anonymous(baseUrl);
    }

    /// A new user whose localpart begins with `name`, logged in.
    public TestClient user(String name) {
        return register(name + "-" + USERS.incrementAndGet(), "password of " + name, false);
    }

    /// A new server administrator, logged in.
    public TestClient admin(String name) {
        return register(name + "-" + USERS.incrementAndGet(), "password of " + name, true);
    }

    /// Registers by the shared secret.
    public TestClient register(String localpart, String password, boolean admin) {
        String path = "/_synapse/admin/v1/register";
        String nonce = anonymous().get(path).ok().text("nonce");
        String role = admin ? "admin" : "notadmin";
        String body =
                """
                {"nonce":"%s","username":"%s","password":"%s","admin":%s,"mac":"%s"}\
                """
                        .formatted(
                                nonce,
                                localpart,
                                password,
                                admin,
                                mac(nonce, localpart, password, role));
        Answer answer = anonymous().post(path, body).ok();
        return new TestClient(
                baseUrl,
                answer.text("access_token"),
                answer.text("user_id"),
                answer.text("device_id"));
    }

    /// One more session of a user.
    public TestClient login(String userId, String password) {
        Answer answer =
                anonymous()
                        .post(
                                "/_matrix/client/v3/login",
                                """
                                {"type":"m.login.password","identifier":{"type":"m.id.user","user":"%s"},"password":"%s"}\
                                """
                                        .formatted(userId, password))
                        .ok();
        return new TestClient(
                baseUrl,
                answer.text("access_token"),
                answer.text("user_id"),
                answer.text("device_id"));
    }

    private static String mac(String... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            mac.update(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
