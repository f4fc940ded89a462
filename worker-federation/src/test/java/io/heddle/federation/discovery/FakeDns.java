package io.heddle.federation.discovery;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A DNS that knows what a test tells it, and what it was asked.
final class FakeDns implements Dns {
    final List<String> asked = new ArrayList<>();
    private final Map<String, List<InetAddress>> addresses = new HashMap<>();
    private final Map<String, List<Service>> services = new HashMap<>();

    FakeDns address(String host, String... literals) {
        addresses.put(host, List.of(literals).stream().map(InetAddress::ofLiteral).toList());
        return this;
    }

    FakeDns service(String name, int priority, int port, String target) {
        services.computeIfAbsent(name, key -> new ArrayList<>())
                .add(new Service(priority, 10, port, target));
        return this;
    }

    @Override
    public List<InetAddress> addresses(String host) {
        asked.add(host);
        return addresses.getOrDefault(host, List.of());
    }

    @Override
    public List<Service> services(String name) {
        asked.add(name);
        return services.getOrDefault(name, List.of());
    }
}
