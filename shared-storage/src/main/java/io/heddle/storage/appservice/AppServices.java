package io.heddle.storage.appservice;

import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// All application services, read at start from the files that `app_service_config_files` names.
@Component
public class AppServices {
    private final Map<String, AppService> byId = new LinkedHashMap<>();
    private final Map<String, AppService> byToken = new LinkedHashMap<>();

    AppServices(HomeserverSettings settings) {
        ServerName server = ServerName.parse(settings.serverName());
        for (String file : settings.appServiceConfigFiles()) {
            add(AppServiceFile.read(Path.of(file), server), file);
        }
    }

    private void add(AppService service, String file) {
        if (byId.put(service.id(), service) != null) {
            throw new IllegalStateException(
                    file + ": another application service has the id " + service.id());
        }
        if (byToken.put(service.asToken(), service) != null) {
            throw new IllegalStateException(
                    file + ": another application service has the same as_token");
        }
    }

    public Collection<AppService> all() {
        return byId.values();
    }

    public Optional<AppService> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// The service that shows this `as_token`, or null.
    public @Nullable AppService withToken(String asToken) {
        return byToken.get(asToken);
    }

    /// Whether a service other than the one asking alone may have this user.
    ///
    /// @param asking the id of the service that asks, or null for anyone else
    public boolean isExclusiveUser(UserId user, @Nullable String asking) {
        return all().stream()
                .anyMatch(service -> !service.id().equals(asking) && service.ownsUser(user));
    }

    /// Whether a service other than the one asking alone may have this alias.
    public boolean isExclusiveAlias(String alias, @Nullable String asking) {
        return all().stream()
                .anyMatch(service -> !service.id().equals(asking) && service.ownsAlias(alias));
    }
}
