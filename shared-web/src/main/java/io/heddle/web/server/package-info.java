/// WebFlux set-up: blocking controllers on virtual threads, CORS.
@NullMarked
package io.heddle.web.server;

import org.jspecify.annotations.NullMarked;
