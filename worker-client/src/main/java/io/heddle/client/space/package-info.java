/// What a user may know of rooms without being in them, and the hierarchy of spaces.
@NullMarked
package io.heddle.client.space;

import org.jspecify.annotations.NullMarked;
