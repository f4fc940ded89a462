package io.heddle.web.endpoint;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// What endpoints return, as a response: an entity with its headers, or a body; bytes and texts as they are, everything
/// else as JSON. A publisher has written the response itself once it completes.
final class Answers {
    private final JsonMapper mapper;

    Answers(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /// An answer with its body as bytes, made where it may take time.
    Answer of(@Nullable Object returned, @Nullable HttpStatusCode status) {
        if (returned instanceof Publisher<?> publisher) {
            return response -> Mono.from(publisher).then();
        }
        HttpHeaders headers = null;
        Object body = returned;
        HttpStatusCode code = status;
        if (returned instanceof HttpEntity<?> entity) {
            headers = entity.getHeaders();
            body = entity.getBody();
            code = entity instanceof ResponseEntity<?> full ? full.getStatusCode() : status;
        }
        return new Bytes(code, headers, type(body), bytes(body));
    }

    private byte @Nullable [] bytes(@Nullable Object body) {
        return switch (body) {
            case null -> null;
            case byte[] bytes -> bytes;
            case CharSequence text -> text.toString().getBytes(StandardCharsets.UTF_8);
            default -> mapper.writeValueAsBytes(body);
        };
    }

    private static MediaType type(@Nullable Object body) {
        return switch (body) {
            case byte[] bytes -> MediaType.APPLICATION_OCTET_STREAM;
            case CharSequence text -> new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
            case null, default -> MediaType.APPLICATION_JSON;
        };
    }

    interface Answer {
        Mono<Void> writeTo(ServerHttpResponse response);
    }

    /// @param type of the body, unless the headers name one
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Bytes(
            @Nullable HttpStatusCode status,
            @Nullable HttpHeaders given,
            MediaType type,
            byte @Nullable [] body)
            implements Answer {

        @Override
        public Mono<Void> writeTo(ServerHttpResponse response) {
            if (status != null) {
                response.setStatusCode(status);
            }
            HttpHeaders headers = response.getHeaders();
            if (given != null) {
                headers.putAll(given);
            }
            if (body == null) {
                headers.setContentLength(0);
                return response.setComplete();
            }
            if (headers.getContentType() == null) {
                headers.setContentType(type);
            }
            headers.setContentLength(body.length);
            return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
        }
    }
}
