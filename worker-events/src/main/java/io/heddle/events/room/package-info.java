/// The rooms this instance writes: their state in memory, and what turns drafts into checked, signed events on top of it.
@NullMarked
package io.heddle.events.room;

import org.jspecify.annotations.NullMarked;
