/// Storing new events with all that follows from them, many at once. Used only by the room writers of worker-events.
@NullMarked
package io.heddle.storage.persist;

import org.jspecify.annotations.NullMarked;
