/// Events as stored: reading by id, number and position. Written only by the room writers of worker-events.
@NullMarked
package io.heddle.storage.event;

import org.jspecify.annotations.NullMarked;
