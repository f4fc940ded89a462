package io.heddle.replication.instance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A process of the system as it describes itself.
///
/// @param name unique among the living; the same after a restart
/// @param life which life of the name this is
/// @param service which application it runs, such as `worker-sync`
/// @param roles the duties' roles whose work it does
/// @param address host and port of its internal listener; null when it has none
/// @param version of the application
/// @param schema of the database, as far as it knows
public record Instance(
        String name,
        String life,
        String service,
        List<String> roles,
        @Nullable String address,
        String version,
        String schema) {

    public boolean offers(String role) {
        return roles.contains(role);
    }
}
