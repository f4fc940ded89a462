package io.heddle.federation.https;

import io.heddle.replication.config.FederationSettings;
import java.net.InetAddress;
import java.util.List;
import org.springframework.stereotype.Component;

/// Which addresses other homeservers may have: those of private networks are not to be reached by a name that anybody can
/// point there. Settings: `ip_range_blacklist`, `federation_ip_range_blacklist`, `ip_range_whitelist`.
@Component
public class AddressRules {
    private static final AddressRanges NEVER = new AddressRanges(List.of("0.0.0.0", "::"));

    private final AddressRanges closed;
    private final AddressRanges open;

    AddressRules(FederationSettings settings) {
        List<String> own = settings.federationIpRangeBlacklist();
        this.closed = new AddressRanges(own == null ? settings.ipRangeBlacklist() : own);
        this.open = new AddressRanges(settings.ipRangeWhitelist());
    }

    public boolean allow(InetAddress address) {
        return !NEVER.contains(address) && (!closed.contains(address) || open.contains(address));
    }
}
