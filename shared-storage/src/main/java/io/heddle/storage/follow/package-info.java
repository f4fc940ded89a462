/// Background work done for every event, once and in order, by one instance at a time.
@NullMarked
package io.heddle.storage.follow;

import org.jspecify.annotations.NullMarked;
