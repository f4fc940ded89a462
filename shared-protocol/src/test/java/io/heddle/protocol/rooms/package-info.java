/// Rooms in memory for tests: branches of a DAG that fork and merge, with events built, signed and authorised like real ones.
@NullMarked
package io.heddle.protocol.rooms;

import org.jspecify.annotations.NullMarked;
