/// Upgrading rooms.
@NullMarked
package io.heddle.events.upgrade;

import org.jspecify.annotations.NullMarked;
