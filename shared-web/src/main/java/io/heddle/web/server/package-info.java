/// WebFlux set-up: blocking controllers on virtual threads, CORS, request log.
@NullMarked
package io.heddle.web.server;

import org.jspecify.annotations.NullMarked;
