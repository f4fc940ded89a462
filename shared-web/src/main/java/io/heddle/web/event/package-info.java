/// Events as clients see them.
@NullMarked
package io.heddle.web.event;

import org.jspecify.annotations.NullMarked;
