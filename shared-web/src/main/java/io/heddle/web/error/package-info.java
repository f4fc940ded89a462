/// Every failure to a Matrix error response, in one place.
@NullMarked
package io.heddle.web.error;

import org.jspecify.annotations.NullMarked;
