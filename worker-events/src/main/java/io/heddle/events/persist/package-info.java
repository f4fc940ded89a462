/// Group commit: prepared events of many rooms, one transaction. Knows nothing of how events are made.
@NullMarked
package io.heddle.events.persist;

import org.jspecify.annotations.NullMarked;
