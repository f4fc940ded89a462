/// Rate limits.
@NullMarked
package io.heddle.web.limit;

import org.jspecify.annotations.NullMarked;
