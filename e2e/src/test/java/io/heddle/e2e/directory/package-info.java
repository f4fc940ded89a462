/// Directories of rooms and users through HTTP.
@NullMarked
package io.heddle.e2e.directory;

import org.jspecify.annotations.NullMarked;
