package io.heddle.web.request;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// How a request ended.
///
/// @param complete the answer was sent, all of it
/// @param startedAt in the time of [System#nanoTime]
/// @param nanos how long it took
/// @param bytes of the answer's body; 0 when it was not known before it was sent
/// @param notes null when nobody worked on it
record Ending(
        ServerHttpRequest request,
        int status,
        boolean complete,
        long startedAt,
        long nanos,
        long bytes,
        @Nullable RequestNotes notes) {}
