package io.heddle.web.request;

import io.heddle.replication.config.ReplicationSettings;
import io.heddle.replication.config.ReplicationSettings.Listener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/// Believes a reverse proxy whom it asks for: the request's remote address becomes the client's, for all who look at it.
///
/// A peer is believed when the listener's `x_forwarded` says so, and without it when the peer is on this machine. Of several
/// addresses in `X-Forwarded-For` it is the last one that is not of a private network, since whatever stands before that one
/// was written by the client.
@Component
class Forwarding {
    private static final String HEADER = "X-Forwarded-For";

    private final @Nullable Boolean always;

    Forwarding(ReplicationSettings settings) {
        this.always =
                settings.allListeners().stream()
                        .filter(Listener::isPublic)
                        .findFirst()
                        .map(Listener::xForwarded)
                        .orElse(null);
    }

    /// The request, with the client's address.
    ServerHttpRequest resolve(ServerHttpRequest request) {
        List<String> forwarded = request.getHeaders().get(HEADER);
        if (forwarded == null || !believes(request.getRemoteAddress())) {
            return request;
        }
        InetAddress client = client(String.join(",", forwarded));
        return client == null
                ? request
                : request.mutate().remoteAddress(new InetSocketAddress(client, 0)).build();
    }

    private boolean believes(@Nullable InetSocketAddress peer) {
        if (always != null) {
            return always;
        }
        return peer != null && peer.getAddress() != null && peer.getAddress().isLoopbackAddress();
    }

    private static @Nullable InetAddress client(String forwarded) {
        InetAddress found = null;
        String[] hops = forwarded.split(",");
        for (int i = hops.length - 1; i >= 0; i--) {
            InetAddress hop = parse(hops[i].strip());
            if (hop == null) {
                return found;
            }
            found = hop;
            if (!isPrivate(hop)) {
                return hop;
            }
        }
        return found;
    }

    private static boolean isPrivate(InetAddress address) {
        boolean uniqueLocal =
                address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || uniqueLocal;
    }

    /// An address without or with a port; null when it is none. Names are not looked up.
    private static @Nullable InetAddress parse(String text) {
        String address = text;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            address = end < 0 ? text : text.substring(1, end);
        } else if (text.indexOf('.') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            int port = text.indexOf(':');
            address = port < 0 ? text : text.substring(0, port);
        }
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
