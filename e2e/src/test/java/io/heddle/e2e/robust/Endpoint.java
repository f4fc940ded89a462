package io.heddle.e2e.robust;

import io.heddle.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An endpoint as the specification's OpenAPI description has it, reduced by `e2e/bin/endpoints`. The description is
/// licensed under Apache-2.0 by The Matrix.org Foundation C.I.C. and its contributors.
///
/// @param auth `required`, `optional`, `none` or `appservice`
/// @param body the schema of a JSON body, null when it takes none
record Endpoint(
        String method,
        String path,
        String auth,
        List<Parameter> parameters,
        @Nullable JsonNode body) {
    private static final String V3 = "/_matrix/client/v3/";

    record Parameter(boolean inPath, String name, JsonNode schema) {
        String type() {
            return schema.path("type").asString("string");
        }

        boolean isRequired() {
            return schema.path("required").asBoolean(false);
        }

        boolean isEnum() {
            return schema.has("enum");
        }
    }

    static List<Endpoint> all() {
        try (InputStream resource = Endpoint.class.getResourceAsStream("/endpoints.json")) {
            List<Endpoint> all = new ArrayList<>();
            for (JsonNode node : Json.parse(Objects.requireNonNull(resource).readAllBytes())) {
                all.add(of(node));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Endpoint of(JsonNode node) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode parameter : node.path("parameters")) {
            parameters.add(
                    new Parameter(
                            parameter.path("in").asString().equals("path"),
                            parameter.path("name").asString(),
                            parameter));
        }
        return new Endpoint(
                node.path("method").asString(),
                node.path("path").asString(),
                node.path("auth").asString(),
                parameters,
                node.get("body"));
    }

    boolean needsToken() {
        return auth.equals("required") || auth.equals("appservice");
    }

    boolean isV3() {
        return path.startsWith(V3);
    }

    /// The same under another version's prefix, such as `r0`.
    Endpoint under(String prefix) {
        String moved = "/_matrix/client/" + prefix + "/" + path.substring(V3.length());
        return new Endpoint(method, moved, auth, parameters, body);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
