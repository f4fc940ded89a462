package io.heddle.replication.internal;

import io.heddle.replication.config.ReplicationSecrets;
import io.heddle.replication.config.ReplicationSettings;
import io.heddle.replication.config.ReplicationSettings.Listener;
import io.heddle.replication.config.ReplicationSettings.Replication;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a process listens for the others, by its settings.
///
/// @param addresses to bind
/// @param port 0 for any that is free
record Listening(List<String> addresses, int port) {

    /// The listener with the resource `replication` among `worker_listeners` and `listeners`, else that of `replication`.
    static Listening of(ReplicationSettings settings) {
        return Stream.concat(settings.workerListeners().stream(), settings.listeners().stream())
                .filter(listener -> names(listener).anyMatch("replication"::equals))
                .findFirst()
                .map(listener -> new Listening(addresses(listener), listener.port()))
                .orElseGet(() ->
                        new Listening(
                                List.of(settings.replication().bindAddress()),
                                settings.replication().port()));
    }

    private static Stream<String> names(Listener listener) {
        return listener.resources().stream().flatMap(resource -> resource.names().stream());
    }

    private static List<String> addresses(Listener listener) {
        String one = listener.bindAddress();
        List<String> all =
                Stream.concat(Stream.ofNullable(one), listener.bindAddresses().stream())
                        .filter(address -> !address.isBlank())
                        .distinct()
                        .toList();
        return all.isEmpty() ? List.of("127.0.0.1") : all;
    }

    /// Refuses what would let anyone on the network in.
    Listening check(ReplicationSettings settings, ReplicationSecrets secrets) {
        Replication how = settings.replication();
        boolean guarded = !secrets.isEmpty() || how.hasCertificates() || how.insecure();
        for (String address : addresses) {
            if (!guarded && !isLoopback(address)) {
                throw new IllegalStateException(
                        "The replication listener on %s would let anyone in who reaches it. Set worker_replication_secret_path (or worker_replication_secret), or replication.tls_certificate_path, tls_private_key_path and tls_ca_path, or bind it to 127.0.0.1. To have it open nevertheless: replication.insecure: true"
                                .formatted(address));
            }
        }
        return this;
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Cannot listen on " + address + ": no such address", e);
        }
    }

    /// The host by which others reach this process.
    String host(@Nullable String advertised) {
        if (advertised != null && !advertised.isBlank()) {
            return advertised;
        }
        try {
            InetAddress bound = InetAddress.getByName(addresses.getFirst());
            return bound.isAnyLocalAddress()
                    ? InetAddress.getLocalHost().getHostAddress()
                    : addresses.getFirst();
        } catch (UnknownHostException e) {
            return addresses.getFirst();
        }
    }
}
