package io.heddle.web.usage;

import io.heddle.replication.config.HomeserverSettings;

/// Whom to turn to.
final class ServerContact {
    private ServerContact() {}

    /// The administrator's address, or where the server tells of its contacts.
    static String of(HomeserverSettings settings) {
        return settings.adminContact() != null ? settings.adminContact() : page(settings);
    }

    static String page(HomeserverSettings settings) {
        String base =
                settings.publicBaseurl() == null
                        ? "https://" + settings.serverName() + "/"
                        : settings.publicBaseurl();
        return base + (base.endsWith("/") ? "" : "/") + ".well-known/matrix/support";
    }
}
