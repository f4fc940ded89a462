package io.heddle.web.json;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpInputMessage;
import org.springframework.http.codec.HttpMessageReader;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads a `@RequestBody` as JSON whatever its content type says, telling apart what is no JSON (M_NOT_JSON) from JSON of a
/// wrong shape (M_BAD_JSON). No body at all is left to `@RequestBody(required = …)`. https://spec.matrix.org/v1.19/client-server-api/#standard-error-response
public final class JsonBodyReader implements HttpMessageReader<Object> {
    private final JsonMapper mapper;
    private final int maxBytes;

    /// @param mapper how records are bound: strict, without coercion of types
    public JsonBodyReader(JsonMapper mapper, int maxBytes) {
        this.mapper = mapper;
        this.maxBytes = maxBytes;
    }

    @Override
    public List<MediaType> getReadableMediaTypes() {
        return List.of(MediaType.ALL);
    }

    @Override
    public boolean canRead(ResolvableType elementType, @Nullable MediaType mediaType) {
        Class<?> type = elementType.toClass();
        return type.isRecord() || JsonNode.class.isAssignableFrom(type);
    }

    @Override
    public Flux<Object> read(
            ResolvableType elementType,
            ReactiveHttpInputMessage message,
            Map<String, Object> hints) {
        return readMono(elementType, message, hints).flux();
    }

    @Override
    public Mono<Object> readMono(
            ResolvableType elementType,
            ReactiveHttpInputMessage message,
            Map<String, Object> hints) {
        return bytes(message, maxBytes)
                .filter(bytes -> bytes.length > 0)
                .map(bytes -> bind(parse(bytes), elementType));
    }

    /// A whole body; fails with 413 M_TOO_LARGE when it is longer than allowed.
    public static Mono<byte[]> bytes(ReactiveHttpInputMessage message, int maxBytes) {
        return DataBufferUtils.join(message.getBody(), maxBytes)
                .onErrorMap(
                        DataBufferLimitException.class,
                        e -> MatrixException.tooLarge("Request body too large"))
                .map(JsonBodyReader::bytes);
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
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

    private Object bind(ObjectNode body, ResolvableType type) {
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
