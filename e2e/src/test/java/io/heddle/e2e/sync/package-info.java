/// Sync as clients see it.
@NullMarked
package io.heddle.e2e.sync;

import org.jspecify.annotations.NullMarked;
