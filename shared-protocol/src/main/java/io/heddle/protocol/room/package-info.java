/// Room versions as data. https://spec.matrix.org/v1.19/rooms/
@NullMarked
package io.heddle.protocol.room;

import org.jspecify.annotations.NullMarked;
