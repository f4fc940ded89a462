package io.heddle.federation.https;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request to one of several addresses of a server.
///
/// @param addresses tried in order until one takes the connection; the host name of each is what its certificate must be for,
///     and what is sent as SNI
/// @param uri path and query
/// @param headers `Host` among them
/// @param timeout of all of it
/// @param maxBytes of the answer's body
public record HttpsRequest(
        List<InetSocketAddress> addresses,
        String method,
        String uri,
        Map<String, String> headers,
        byte @Nullable [] body,
        Duration timeout,
        int maxBytes) {}
