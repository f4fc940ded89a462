/// Tests of what sync keeps and reads.
@NullMarked
package io.heddle.sync.room;

import org.jspecify.annotations.NullMarked;
