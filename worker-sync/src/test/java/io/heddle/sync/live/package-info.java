/// Tests of what sync keeps and reads.
@NullMarked
package io.heddle.sync.live;

import org.jspecify.annotations.NullMarked;
