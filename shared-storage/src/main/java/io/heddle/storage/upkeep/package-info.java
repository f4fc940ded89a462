/// Work in the background that keeps tables small: done in short steps by one instance at a time.
@NullMarked
package io.heddle.storage.upkeep;

import org.jspecify.annotations.NullMarked;
