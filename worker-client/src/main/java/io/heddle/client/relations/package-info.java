/// Lists of relations of an event and of the threads of a room.
@NullMarked
package io.heddle.client.relations;

import org.jspecify.annotations.NullMarked;
