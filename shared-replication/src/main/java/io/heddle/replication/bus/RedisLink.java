package io.heddle.replication.bus;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/// Two connections to Redis: one listens to the channel, one speaks. Speaking never waits and never fails: what cannot be
/// sent is lost.
final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private final LettuceConnectionFactory factory;
    private final byte[] channel;
    private final Consumer<byte[]> listener;
    private volatile @Nullable Connections connections;
    private boolean complained;

    /// @param channel named after the server, so that several can share one Redis
    RedisLink(LettuceConnectionFactory factory, String channel, Consumer<byte[]> listener) {
        this.factory = factory;
        this.channel = channel.getBytes(StandardCharsets.UTF_8);
        this.listener = listener;
    }

    /// Connects unless that was done; afterwards connections come back by themselves. False while Redis is not there.
    synchronized boolean connect() {
        if (connections != null) {
            return isConnected();
        }
        try {
            connections = open((RedisClient) factory.getRequiredNativeClient());
            complained = false;
            LOG.info("On the bus");
            return true;
        } catch (RedisException e) {
            if (!complained) {
                complained = true;
                LOG.warn(
                        "Redis cannot be reached, following PostgreSQL instead: {}",
                        e.getMessage());
            }
            return false;
        }
    }

    private Connections open(RedisClient client) {
        StatefulRedisPubSubConnection<byte[], byte[]> listening =
                client.connectPubSub(ByteArrayCodec.INSTANCE);
        try {
            listening.addListener(
                    new RedisPubSubAdapter<>() {
                        @Override
                        public void message(byte[] from, byte[] message) {
                            listener.accept(message);
                        }
                    });
            listening.async().subscribe(channel);
            return new Connections(listening, client.connect(ByteArrayCodec.INSTANCE));
        } catch (RedisException e) {
            listening.closeAsync();
            throw e;
        }
    }

    boolean isConnected() {
        Connections now = connections;
        return now != null && now.listening().isOpen() && now.speaking().isOpen();
    }

    void send(byte[] message) {
        Connections now = connections;
        if (now != null && now.speaking().isOpen()) {
            try {
                now.speaking().async().publish(channel, message);
            } catch (RedisException e) {
                LOG.debug("Not sent on the bus", e);
            }
        }
    }

    /// Gives the connections up, to begin anew with the next [#connect].
    synchronized void reset() {
        if (connections != null) {
            Connections old = Objects.requireNonNull(connections);
            connections = null;
            old.listening().closeAsync();
            old.speaking().closeAsync();
        }
    }

    private record Connections(
            StatefulRedisPubSubConnection<byte[], byte[]> listening,
            StatefulRedisConnection<byte[], byte[]> speaking) {}
}
