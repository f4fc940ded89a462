/// Sending events, state and redactions through the front door.
@NullMarked
package io.heddle.e2e.send;

import org.jspecify.annotations.NullMarked;
