package io.heddle.replication.starter;

import io.heddle.replication.config.ReplicationSettings.Redis;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/// Connects to Redis as the settings say. Nothing waits long for it: it only wakes.
final class RedisConnection {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private RedisConnection() {}

    static ClientResources resources() {
        return ClientResources.builder()
                .reconnectDelay(Delay.constant(Duration.ofMillis(500)))
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
    }

    static LettuceConnectionFactory factory(Redis redis, ClientResources resources) {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(server(redis), client(redis, resources));
        factory.setShareNativeConnection(false);
        factory.setEagerInitialization(false);
        return factory;
    }

    private static RedisConfiguration server(Redis redis) {
        RedisPassword password = RedisPassword.of(password(redis));
        String socket = redis.path();
        if (socket != null && !socket.isBlank()) {
            RedisSocketConfiguration local = new RedisSocketConfiguration(socket);
            local.setDatabase(redis.dbid());
            local.setUsername(redis.username());
            local.setPassword(password);
            return local;
        }
        RedisStandaloneConfiguration server =
                new RedisStandaloneConfiguration(redis.host(), redis.port());
        server.setDatabase(redis.dbid());
        server.setUsername(redis.username());
        server.setPassword(password);
        return server;
    }

    private static @Nullable String password(Redis redis) {
        String file = redis.passwordPath();
        if (file == null || file.isBlank()) {
            return redis.password();
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read redis.password_path " + file, e);
        }
    }

    private static LettuceClientConfiguration client(Redis redis, ClientResources resources) {
        LettuceClientConfigurationBuilder builder =
                LettuceClientConfiguration.builder()
                        .clientResources(resources)
                        .commandTimeout(PATIENCE)
                        .shutdownTimeout(Duration.ZERO)
                        .clientOptions(options(redis));
        if (redis.useTls()) {
            builder.useSsl();
        }
        return builder.build();
    }

    private static ClientOptions options(Redis redis) {
        ClientOptions.Builder options =
                ClientOptions.builder()
                        .autoReconnect(true)
                        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                        .requestQueueSize(10_000)
                        .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(PATIENCE)
                                        .keepAlive(true)
                                        .build());
        if (redis.useTls()) {
            options.sslOptions(ssl(redis));
        }
        return options.build();
    }

    private static SslOptions ssl(Redis redis) {
        SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
        String certificate = redis.certificateFile();
        String key = redis.privateKeyFile();
        if (certificate != null && key != null) {
            ssl.keyManager(new File(certificate), new File(key), new char[0]);
        }
        if (redis.caFile() != null) {
            ssl.trustManager(new File(redis.caFile()));
        } else if (redis.caPath() != null) {
            ssl.trustManager(authorities(Path.of(redis.caPath())));
        }
        return ssl.build();
    }

    private static TrustManagerFactory authorities(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            CertificateFactory certificates = CertificateFactory.getInstance("X.509");
            List<Path> regular = files.filter(Files::isRegularFile).sorted().toList();
            for (Path file : regular) {
                try (InputStream in = Files.newInputStream(file)) {
                    int number = 0;
                    for (Certificate authority : certificates.generateCertificates(in)) {
                        store.setCertificateEntry(file.getFileName() + "#" + number++, authority);
                    }
                }
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("Cannot read redis.ca_path " + folder, e);
        }
    }
}
