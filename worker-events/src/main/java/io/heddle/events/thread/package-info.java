/// Subscriptions of threads: who wants to hear of which.
@NullMarked
package io.heddle.events.thread;

import org.jspecify.annotations.NullMarked;
