package io.heddle.web.account;

import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What clients are told of where things are. https://spec.matrix.org/v1.19/client-server-api/#well-known-uris
@Component
public class ClientWellKnown {
    private static final Pattern THIS_MACHINE =
            Pattern.compile("(localhost|.+\\.localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?");

    private final HomeserverSettings settings;
    private final @Nullable ObjectNode content;

    ClientWellKnown(HomeserverSettings settings) {
        this.settings = settings;
        String baseUrl =
                settings.wellKnown().clientBaseUrl() != null
                        ? settings.wellKnown().clientBaseUrl()
                        : settings.publicBaseurl();
        this.content = baseUrl == null ? null : content(settings, baseUrl);
    }

    private static ObjectNode content(HomeserverSettings settings, String baseUrl) {
        ObjectNode content = Json.object();
        for (Map.Entry<String, String> extra : settings.extraWellKnownClientContent().entrySet()) {
            content.set(extra.getKey(), parse(extra.getValue()));
        }
        content.putObject("m.homeserver").put("base_url", baseUrl);
        String identityServer = settings.wellKnown().identityServer();
        if (identityServer != null) {
            content.putObject("m.identity_server").put("base_url", identityServer);
        }
        return content;
    }

    /// Values are JSON; what is none is a string.
    private static JsonNode parse(String value) {
        try {
            return Json.parse(value);
        } catch (RuntimeException e) {
            return Json.MAPPER.valueToTree(value);
        }
    }

    /// Empty when the settings do not say where clients reach the server.
    public Optional<ObjectNode> content() {
        return Optional.ofNullable(content);
    }

    /// The same for a client that asks at an address. A server whose name means this machine, as that of somebody who tries
    /// it out, is where it is asked for when the settings do not say; one with a name of the network is not guessed at.
    public Optional<ObjectNode> contentAt(URI asked) {
        if (content == null && THIS_MACHINE.matcher(settings.serverName()).matches()) {
            return Optional.of(
                    content(settings, asked.getScheme() + "://" + asked.getAuthority() + "/"));
        }
        return content();
    }
}
