/// Servers that are full or closed, and users who have all they may have.
@NullMarked
package io.heddle.e2e.usage;

import org.jspecify.annotations.NullMarked;
