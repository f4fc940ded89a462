package io.heddle.main;

import io.heddle.replication.config.HomeserverSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Says where the server listens, and on a server without users how to make the first.
@Component
class StartupMessage {
    private static final Logger LOG = LoggerFactory.getLogger(StartupMessage.class);

    private final HomeserverSettings settings;
    private final JdbcClient jdbc;

    StartupMessage(HomeserverSettings settings, JdbcClient jdbc) {
        this.settings = settings;
        this.jdbc = jdbc;
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
        if (!hasUsers()) {
            LOG.info(
                    "No users yet. Make the first, an administrator, with: bin/heddle register-user --admin --port {} --data {}",
                    port,
                    settings.dataDirectory());
        }
    }

    private boolean hasUsers() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM users)").query(Boolean.class).single();
    }
}
