/// Works out whom an event notifies, when it is written.
@NullMarked
package io.heddle.events.push;

import org.jspecify.annotations.NullMarked;
