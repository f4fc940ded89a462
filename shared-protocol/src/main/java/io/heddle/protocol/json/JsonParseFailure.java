package io.heddle.protocol.json;

/// Input that is not JSON, or JSON beyond the limits of [Json]: the response is `M_NOT_JSON`.
public final class JsonParseFailure extends RuntimeException {
    public JsonParseFailure(String message) {
        super(message, null, false, false);
    }
}
