package io.heddle.federation.key;

import io.heddle.federation.key.Notary.Wish;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.web.json.Fields;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// Answers as a notary. Where no time is given until which a key should be valid, it is now.
/// https://spec.matrix.org/v1.19/server-server-api/#querying-keys-through-another-server
@RestController
@RequestMapping("/_matrix/key/v2/query")
class NotaryController {
    private static final String MINIMUM = "minimum_valid_until_ts";

    private final Notary notary;
    private final Clock clock;

    NotaryController(Notary notary, Clock clock) {
        this.notary = notary;
        this.clock = clock;
    }

    @GetMapping("/{serverName}")
    ObjectNode all(
            @PathVariable String serverName,
            @RequestParam(name = MINIMUM, required = false) @Nullable Long minimum) {
        return notary.answer(
                Map.of(ServerName.parse(serverName), new Wish(Map.of(), orNow(minimum))));
    }

    @GetMapping("/{serverName}/{keyId}")
    ObjectNode one(
            @PathVariable String serverName,
            @PathVariable String keyId,
            @RequestParam(name = MINIMUM, required = false) @Nullable Long minimum) {
        long until = orNow(minimum);
        return notary.answer(
                Map.of(ServerName.parse(serverName), new Wish(Map.of(keyId, until), until)));
    }

    @PostMapping
    ObjectNode many(@RequestBody ObjectNode body) {
        ObjectNode servers = Fields.object(body, "server_keys");
        if (servers == null) {
            throw MatrixException.missingParam("server_keys");
        }
        Map<ServerName, Wish> wanted = new LinkedHashMap<>();
        for (String name : servers.propertyNames()) {
            ObjectNode criteria = Fields.object(servers, name);
            Map<String, Long> keys = new HashMap<>();
            if (criteria != null) {
                for (String keyId : criteria.propertyNames()) {
                    keys.put(keyId, orNow(Fields.integer(Fields.object(criteria, keyId), MINIMUM)));
                }
            }
            if (ServerName.isValid(name)) {
                wanted.put(ServerName.parse(name), new Wish(keys, clock.millis()));
            }
        }
        return notary.answer(wanted);
    }

    private long orNow(@Nullable Long ts) {
        return ts == null ? clock.millis() : ts;
    }
}
