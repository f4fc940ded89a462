/// Which threads users are subscribed to.
@NullMarked
package io.heddle.storage.thread;

import org.jspecify.annotations.NullMarked;
