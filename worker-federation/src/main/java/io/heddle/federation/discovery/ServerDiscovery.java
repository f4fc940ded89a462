package io.heddle.federation.discovery;

import io.heddle.federation.discovery.Dns.Service;
import io.heddle.federation.https.AddressRules;
import io.heddle.protocol.id.ServerName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/// Finds out where a server is. https://spec.matrix.org/v1.19/server-server-api/#resolving-server-names
@Component
public class ServerDiscovery {
    static final int DEFAULT_PORT = 8448;
    private static final List<String> SERVICES = List.of("_matrix-fed._tcp.", "_matrix._tcp.");
    private static final int MAX_ADDRESSES = 8;

    private final Dns dns;
    private final WellKnownLookup wellKnown;
    private final AddressRules rules;
    private final RandomGenerator random;

    ServerDiscovery(
            Dns dns, WellKnownLookup wellKnown, AddressRules rules, RandomGenerator random) {
        this.dns = dns;
        this.wellKnown = wellKnown;
        this.rules = rules;
        this.random = random;
    }

    /// Where requests to a server go. Fails with [Undiscovered] when its name has no address, or only such as may not be
    /// connected to.
    public Route find(ServerName server) {
        if (server.isIpLiteral() || server.port().isPresent()) {
            return direct(server);
        }
        ServerName delegate = wellKnown.find(server.host());
        if (delegate == null) {
            return byService(server.host());
        }
        return delegate.isIpLiteral() || delegate.port().isPresent()
                ? direct(delegate)
                : byService(delegate.host());
    }

    /// A name that says itself where to connect to.
    private Route direct(ServerName server) {
        int port = server.port().orElse(DEFAULT_PORT);
        String host = server.host();
        if (!server.isIpLiteral()) {
            return route(server.value(), at(host, addresses(host), port));
        }
        String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return route(server.value(), at(literal, List.of(InetAddress.ofLiteral(literal)), port));
    }

    private Route byService(String host) {
        for (String service : SERVICES) {
            List<Service> found = dns.services(service + host);
            if (!found.isEmpty()) {
                return route(host, targets(host, found));
            }
        }
        return route(host, at(host, addresses(host), DEFAULT_PORT));
    }

    private List<InetSocketAddress> targets(String host, List<Service> services) {
        List<InetSocketAddress> targets = new ArrayList<>();
        for (Service service : ordered(services)) {
            if (!service.target().isEmpty() && targets.size() < MAX_ADDRESSES) {
                targets.addAll(at(host, addresses(service.target()), service.port()));
            }
        }
        return targets;
    }

    private List<InetAddress> addresses(String host) {
        return dns.addresses(host);
    }

    private Route route(String host, List<InetSocketAddress> found) {
        if (found.isEmpty()) {
            throw new Undiscovered("No address of " + host + " is known");
        }
        List<InetSocketAddress> allowed =
                found.stream()
                        .filter(address -> rules.allow(address.getAddress()))
                        .limit(MAX_ADDRESSES)
                        .toList();
        if (allowed.isEmpty()) {
            throw new Undiscovered("No address of " + host + " may be connected to");
        }
        return new Route(host, allowed);
    }

    /// Addresses that carry the name their certificate must be for.
    static List<InetSocketAddress> at(
            String certificateName, Collection<InetAddress> addresses, int port) {
        return addresses.stream()
                .map(address ->
                        new InetSocketAddress(named(certificateName, address.getAddress()), port))
                .toList();
    }

    private static InetAddress named(String name, byte[] address) {
        try {
            return InetAddress.getByAddress(name, address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /// By priority; within one, by chance according to weight. https://www.rfc-editor.org/rfc/rfc2782
    private List<Service> ordered(List<Service> services) {
        TreeMap<Integer, List<Service>> byPriority = new TreeMap<>();
        services.forEach(service ->
                byPriority
                        .computeIfAbsent(service.priority(), priority -> new ArrayList<>())
                        .add(service));
        List<Service> ordered = new ArrayList<>();
        byPriority.values().forEach(equals -> drawAll(equals, ordered));
        return ordered;
    }

    private void drawAll(List<Service> from, List<Service> into) {
        while (!from.isEmpty()) {
            int total = from.stream().mapToInt(Service::weight).sum();
            int draw = random.nextInt(total + 1);
            int at = 0;
            while (at < from.size() - 1 && draw > from.get(at).weight()) {
                draw -= from.get(at).weight();
                at++;
            }
            into.add(from.remove(at));
        }
    }
}
