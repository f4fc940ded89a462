package io.heddle.web.json;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import org.springframework.core.ResolvableType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads a body as JSON whatever its content type says, telling apart what is no JSON (M_NOT_JSON) from JSON of a wrong
/// shape (M_BAD_JSON). https://spec.matrix.org/v1.19/client-server-api/#standard-error-response
public final class JsonBodies {
    private final JsonMapper mapper;

    /// @param mapper how records are bound: strict, without coercion of types
    public JsonBodies(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /// A JSON object as that type: [ObjectNode] or a record.
    public Object read(byte[] bytes, ResolvableType type) {
        ObjectNode body = parse(bytes);
        if (type.toClass().isAssignableFrom(ObjectNode.class)) {
            return body;
        }
        try {
            return mapper.treeToValue(body, mapper.constructType(type.getType()));
        } catch (DatabindException e) {
            throw MatrixException.badJson("Bad value at " + path(e));
        } catch (JacksonException e) {
            throw MatrixException.badJson("Content has a wrong shape");
        }
    }

    private static ObjectNode parse(byte[] bytes) {
        try {
            if (Json.parse(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonParseFailure e) {
            throw MatrixException.notJson("Content is not JSON");
        }
        throw MatrixException.badJson("Content must be a JSON object");
    }

    private static String path(DatabindException e) {
        StringBuilder path = new StringBuilder();
        e.getPath()
                .forEach(reference ->
                        path.append('/')
                                .append(
                                        reference.getPropertyName() != null
                                                ? reference.getPropertyName()
                                                : reference.getIndex()));
        return path.isEmpty() ? "/" : path.toString();
    }
}
