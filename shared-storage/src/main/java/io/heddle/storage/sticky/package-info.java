/// Sticky events: which there are and until when.
@NullMarked
package io.heddle.storage.sticky;

import org.jspecify.annotations.NullMarked;
