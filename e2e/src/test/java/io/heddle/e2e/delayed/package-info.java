/// Delayed events, through the front door.
@NullMarked
package io.heddle.e2e.delayed;

import org.jspecify.annotations.NullMarked;
