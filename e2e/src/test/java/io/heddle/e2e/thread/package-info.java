/// Thread subscriptions through the front door.
@NullMarked
package io.heddle.e2e.thread;

import org.jspecify.annotations.NullMarked;
