/// Signed requests to other servers: retries, back-off, failures.
@NullMarked
package io.heddle.federation.client;

import org.jspecify.annotations.NullMarked;
