/// Takes events that are to be sent later.
@NullMarked
package io.heddle.events.schedule;

import org.jspecify.annotations.NullMarked;
