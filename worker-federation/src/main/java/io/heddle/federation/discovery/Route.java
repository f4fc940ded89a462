package io.heddle.federation.discovery;

import java.net.InetSocketAddress;
import java.util.List;

/// Where requests to a server go.
///
/// @param host the `Host` header
/// @param addresses in the order to try them; each carries the name that the certificate must be for
public record Route(String host, List<InetSocketAddress> addresses) {}
