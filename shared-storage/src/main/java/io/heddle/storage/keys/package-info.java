/// This server's own name and signing key.
@NullMarked
package io.heddle.storage.keys;

import org.jspecify.annotations.NullMarked;
