/// Retention of messages, on a running server.
@NullMarked
package io.heddle.e2e.retention;

import org.jspecify.annotations.NullMarked;
