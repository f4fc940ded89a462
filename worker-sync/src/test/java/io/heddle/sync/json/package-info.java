/// Tests of what sync keeps and reads.
@NullMarked
package io.heddle.sync.json;

import org.jspecify.annotations.NullMarked;
