/// How long rooms keep messages, and the deletion of those that have expired.
@NullMarked
package io.heddle.storage.retention;

import org.jspecify.annotations.NullMarked;
