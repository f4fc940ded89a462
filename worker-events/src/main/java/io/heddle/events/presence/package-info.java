/// Presence: endpoints, time-outs and the writer of the presence stream.
@NullMarked
package io.heddle.events.presence;

import org.jspecify.annotations.NullMarked;
