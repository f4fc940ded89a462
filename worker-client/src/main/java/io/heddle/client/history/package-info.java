/// Reading the history of rooms: messages, context, single events, events by time.
@NullMarked
package io.heddle.client.history;

import org.jspecify.annotations.NullMarked;
