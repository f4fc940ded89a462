/// Servers that talk to each other.
@NullMarked
package io.heddle.e2e.federation;

import org.jspecify.annotations.NullMarked;
