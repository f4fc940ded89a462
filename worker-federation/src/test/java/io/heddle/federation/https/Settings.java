package io.heddle.federation.https;

import io.heddle.replication.config.FederationSettings;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// Settings, and what is made from them, as tests of other packages need them.
public final class Settings {
    private Settings() {}

    /// @param values by keys without `homeserver.`
    public static FederationSettings of(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((key, value) -> source.put("homeserver." + key, value));
        return new Binder(source).bindOrCreate("homeserver", FederationSettings.class);
    }

    public static AddressRules rules(Map<String, String> values) {
        return new AddressRules(of(values));
    }

    public static Https https(Map<String, String> values) {
        return new Https(new TlsContexts(of(values)));
    }
}
