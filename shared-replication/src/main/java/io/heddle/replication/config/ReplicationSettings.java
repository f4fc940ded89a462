package io.heddle.replication.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The keys of `homeserver.yaml` by which processes find each other and share the work. Keys and defaults are those that
/// operators know from Synapse; what Synapse lacks is under `replication`.
///
/// @param workerName this instance's name, unique among the living; `main` where there is none
/// @param instanceMap where instances listen for each other, by name; those missing say so themselves
/// @param streamWriters which instances may write a stream, by its name; nobody named means everyone
/// @param workerReplicationSecret what processes show each other
/// @param workerReplicationSecretPrevious accepted as well, while the secret is changed
/// @param workerReplicationSecretPath a file with the secret, or with the new and the old one, a line each
@ConfigurationProperties("homeserver")
public record ReplicationSettings(
        @DefaultValue("localhost") String serverName,
        @Nullable String workerName,
        @DefaultValue Redis redis,
        @DefaultValue Map<String, Address> instanceMap,
        @DefaultValue Map<String, List<String>> streamWriters,
        @DefaultValue List<String> federationSenderInstances,
        @DefaultValue List<String> pusherInstances,
        @Nullable String notifyAppservicesFromWorker,
        @Nullable String updateUserDirectoryFromWorker,
        @Nullable String mediaInstanceRunningBackgroundJobs,
        @Nullable String runBackgroundTasksOn,
        @DefaultValue("true") boolean sendFederation,
        @DefaultValue("true") boolean startPushers,
        @DefaultValue("true") boolean notifyAppservices,
        @DefaultValue("true") boolean updateUserDirectory,
        @DefaultValue("true") boolean enableMediaRepo,
        @DefaultValue List<Listener> listeners,
        @DefaultValue List<Listener> workerListeners,
        @Nullable String workerReplicationSecret,
        @Nullable String workerReplicationSecretPrevious,
        @Nullable String workerReplicationSecretPath,
        @DefaultValue Replication replication) {

    public static final String MAIN = "main";

    /// The listeners of this process: a worker's own, and those of everybody.
    public List<Listener> allListeners() {
        return Stream.concat(workerListeners.stream(), listeners.stream()).toList();
    }

    /// Whether this process is one of several: it has the bus, and listens for the others.
    public boolean isSuite() {
        return redis.enabled();
    }

    public String instanceName() {
        String name = workerName;
        return name == null || name.isBlank() ? MAIN : name;
    }

    /// Redis, where news of the streams is passed on. It stores nothing that is missed when it is gone.
    ///
    /// @param path a Unix socket, used instead of host and port
    /// @param passwordPath a file with the password
    /// @param caPath a folder of certificates of authorities; `caFile` comes first
    public record Redis(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("localhost") String host,
            @DefaultValue("6379") int port,
            @Nullable String path,
            @Nullable String username,
            @Nullable String password,
            @Nullable String passwordPath,
            @DefaultValue("0") int dbid,
            @DefaultValue("false") boolean useTls,
            @Nullable String certificateFile,
            @Nullable String privateKeyFile,
            @Nullable String caFile,
            @Nullable String caPath) {}

    public record Address(
            @DefaultValue("localhost") String host,
            @DefaultValue("9093") int port,
            @DefaultValue("false") boolean tls) {}

    /// A port: of type `http` for clients, servers and other processes, of type `metrics` for Prometheus alone.
    ///
    /// @param xForwarded whether `X-Forwarded-For` is believed; without it, when the peer is on this machine
    public record Listener(
            @DefaultValue("9093") int port,
            @Nullable String bindAddress,
            @DefaultValue List<String> bindAddresses,
            @DefaultValue("http") String type,
            @DefaultValue("false") boolean tls,
            @Nullable Boolean xForwarded,
            @DefaultValue List<Resource> resources) {

        /// Whether clients or other servers are served here, or may be: replication alone is something else.
        public boolean isPublic() {
            return type.equals("http")
                    && (resources.isEmpty()
                            || resources.stream()
                                    .flatMap(resource -> resource.names().stream())
                                    .anyMatch(name -> !name.equals("replication")));
        }

        public boolean isMetrics() {
            return type.equals("metrics");
        }

        public boolean serves(String resource) {
            return resources.stream().anyMatch(served -> served.names().contains(resource));
        }
    }

    public record Resource(@DefaultValue List<String> names) {}

    /// The listener for other processes, and what they trust.
    ///
    /// @param port 0 for any that is free
    /// @param bindAddress anything but loopback needs a secret or certificates
    /// @param advertise the host by which others reach this process; by default the address bound, or this host's name
    /// @param insecure listen to the network without a secret: whoever reaches the port is trusted
    /// @param tlsCertificatePath certificate chain of this process, PEM; with `tlsCaPath` both sides show one
    /// @param tlsCaPath the authority of the processes' certificates, PEM
    public record Replication(
            @DefaultValue("9093") int port,
            @DefaultValue("127.0.0.1") String bindAddress,
            @Nullable String advertise,
            @DefaultValue("false") boolean insecure,
            @Nullable String tlsCertificatePath,
            @Nullable String tlsPrivateKeyPath,
            @Nullable String tlsCaPath) {

        public boolean hasCertificates() {
            return tlsCertificatePath != null && tlsPrivateKeyPath != null && tlsCaPath != null;
        }
    }
}
