/// Tells every process which cached entries are stale.
@NullMarked
package io.heddle.storage.cache;

import org.jspecify.annotations.NullMarked;
