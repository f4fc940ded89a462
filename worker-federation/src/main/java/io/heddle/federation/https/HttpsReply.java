package io.heddle.federation.https;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/// An answer, whatever its status.
public record HttpsReply(int status, HttpHeaders headers, byte[] body) {
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
