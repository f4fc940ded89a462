/// Creating rooms.
@NullMarked
package io.heddle.events.create;

import org.jspecify.annotations.NullMarked;
