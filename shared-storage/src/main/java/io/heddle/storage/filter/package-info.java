/// Filters that clients have uploaded.
@NullMarked
package io.heddle.storage.filter;

import org.jspecify.annotations.NullMarked;
