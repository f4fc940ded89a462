/// Profile endpoints and how a change reaches the user's rooms.
@NullMarked
package io.heddle.events.profile;

import org.jspecify.annotations.NullMarked;
