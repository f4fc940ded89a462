package io.heddle.web.limit;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// The address a request comes from, as the nearest trusted proxy tells it; one of IPv6 in its short form.
public final class ClientAddress {
    private ClientAddress() {}

    public static String of(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? ""
                : NetUtil.toAddressString(remote.getAddress());
    }
}
