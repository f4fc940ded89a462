/// Rooms, their state over time, and memberships.
@NullMarked
package io.heddle.storage.room;

import org.jspecify.annotations.NullMarked;
