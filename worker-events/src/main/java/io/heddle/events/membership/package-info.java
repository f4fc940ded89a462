/// Joining, inviting, leaving, kicking, banning, knocking, forgetting.
@NullMarked
package io.heddle.events.membership;

import org.jspecify.annotations.NullMarked;
