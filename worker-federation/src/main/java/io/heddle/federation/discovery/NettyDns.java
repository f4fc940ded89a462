package io.heddle.federation.discovery;

import io.netty.buffer.ByteBuf;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DNS as the machine is set up for it, its hosts file included.
final class NettyDns implements Dns, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NettyDns.class);
    private static final int QUERY_TIMEOUT_MS = 5_000;
    private static final int SRV_FIXED_BYTES = 6;

    private @Nullable MultiThreadIoEventLoopGroup loop;
    private @Nullable DnsNameResolver resolver;

    /// Made at first use: most servers at rest ask nothing.
    private synchronized DnsNameResolver resolver() {
        DnsNameResolver made = resolver;
        if (made == null) {
            MultiThreadIoEventLoopGroup group =
                    new MultiThreadIoEventLoopGroup(
                            1,
                            new DefaultThreadFactory("federation-dns", true),
                            NioIoHandler.newFactory());
            made =
                    new DnsNameResolverBuilder(group.next())
                            .datagramChannelType(NioDatagramChannel.class)
                            .socketChannelType(NioSocketChannel.class)
                            .resolveCache(NoopDnsCache.INSTANCE)
                            .queryTimeoutMillis(QUERY_TIMEOUT_MS)
                            .build();
            loop = group;
            resolver = made;
        }
        return made;
    }

    @Override
    public List<InetAddress> addresses(String host) {
        return await(host, resolver().resolveAll(host));
    }

    @Override
    public List<Service> services(String name) {
        List<Service> services = new ArrayList<>();
        DefaultDnsQuestion question = new DefaultDnsQuestion(name, DnsRecordType.SRV);
        for (DnsRecord found : await(name, resolver().resolveAll(question))) {
            try {
                if (found instanceof DnsRawRecord raw && raw.type().equals(DnsRecordType.SRV)) {
                    services.add(service(raw.content()));
                }
            } catch (RuntimeException e) {
                LOG.debug("Bad SRV record of {}", name, e);
            } finally {
                ReferenceCountUtil.release(found);
            }
        }
        return services;
    }

    private static Service service(ByteBuf content) {
        if (content.readableBytes() <= SRV_FIXED_BYTES) {
            throw new IllegalArgumentException("Too short");
        }
        int priority = content.readUnsignedShort();
        int weight = content.readUnsignedShort();
        int port = content.readUnsignedShort();
        String target = DefaultDnsRecordDecoder.decodeName(content);
        return new Service(
                priority,
                weight,
                port,
                target.endsWith(".") ? target.substring(0, target.length() - 1) : target);
    }

    private static <T> List<T> await(String name, Future<List<T>> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            LOG.debug("DNS does not know {}", name, e);
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    @Override
    public synchronized void close() {
        if (resolver != null) {
            resolver.close();
        }
        if (loop != null) {
            loop.shutdownGracefully();
        }
    }
}
