/// The index of full-text search over events.
@NullMarked
package io.heddle.storage.search;

import org.jspecify.annotations.NullMarked;
