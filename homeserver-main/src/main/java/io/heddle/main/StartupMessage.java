package io.heddle.main;

import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.Accounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Says where the server listens, and on a server without administrators how to make the first.
@Component
class StartupMessage {
    private static final Logger LOG = LoggerFactory.getLogger(StartupMessage.class);

    private final HomeserverSettings settings;
    private final Accounts accounts;

    StartupMessage(HomeserverSettings settings, Accounts accounts) {
        this.settings = settings;
        this.accounts = accounts;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (!(event.getApplicationContext() instanceof WebServerApplicationContext web)
                || web.getWebServer() == null) {
            return;
        }
        int port = web.getWebServer().getPort();
        LOG.info(
                "Heddle serves {} on http://localhost:{} (data in {})",
                settings.serverName(),
                port,
                settings.dataDirectory());
        if (!accounts.hasAnyAdmin()) {
            LOG.info(
                    "No administrator yet. Make one with: bin/heddle register-user --admin --url http://localhost:{} --data {}",
                    port,
                    settings.dataDirectory());
        }
    }
}
