/// Endpoints of push rules, pushers and the list of notifications.
@NullMarked
package io.heddle.main.push;

import org.jspecify.annotations.NullMarked;
