/// Who types: the endpoint and the writer of the typing stream.
@NullMarked
package io.heddle.events.typing;

import org.jspecify.annotations.NullMarked;
