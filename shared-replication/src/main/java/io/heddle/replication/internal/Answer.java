package io.heddle.replication.internal;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is answered to a call.
record Answer(Outcome outcome, byte[] body) {

    static Answer of(Outcome outcome, String why) {
        return new Answer(outcome, Json.bytes(Json.object().put("error", why)));
    }

    static Answer done(ObjectNode body) {
        return new Answer(Outcome.DONE, Json.bytes(body));
    }

    /// A failure that a client is to be told, as it is.
    static Answer error(MatrixException error) {
        ObjectNode body =
                Json.object()
                        .put("status", error.status())
                        .put("errcode", error.errcode())
                        .put("error", error.getMessage());
        body.set("extra", Json.MAPPER.valueToTree(error.extra()));
        return new Answer(Outcome.ERROR, Json.bytes(body));
    }

    static MatrixException error(ObjectNode body) {
        Map<String, Object> extra = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : body.path("extra").properties()) {
            extra.put(entry.getKey(), entry.getValue());
        }
        MatrixException error =
                new MatrixException(
                        body.path("status").asInt(500),
                        body.path("errcode").asString("M_UNKNOWN"),
                        body.path("error").asString(""));
        for (Map.Entry<String, Object> entry : extra.entrySet()) {
            error = error.with(entry.getKey(), entry.getValue());
        }
        return error;
    }
}
