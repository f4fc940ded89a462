/// The endpoints that send events, state and redactions, and read an entry of state.
@NullMarked
package io.heddle.events.send;

import org.jspecify.annotations.NullMarked;
