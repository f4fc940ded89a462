package io.heddle.federation.discovery;

import java.net.InetAddress;
import java.util.List;

/// What DNS says of a name; nothing when it does not know the name or cannot be asked.
interface Dns {
    /// IPv4 and IPv6 addresses, aliases followed.
    List<InetAddress> addresses(String host);

    /// SRV records in no order.
    List<Service> services(String name);

    /// @param target a host name without a final dot; empty when the service decidedly does not exist
    record Service(int priority, int weight, int port, String target) {}
}
