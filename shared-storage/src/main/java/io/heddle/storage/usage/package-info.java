/// How many use the server.
@NullMarked
package io.heddle.storage.usage;

import org.jspecify.annotations.NullMarked;
