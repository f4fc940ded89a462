/// Work in the background that keeps tables small, on a running server.
@NullMarked
package io.heddle.e2e.upkeep;

import org.jspecify.annotations.NullMarked;
