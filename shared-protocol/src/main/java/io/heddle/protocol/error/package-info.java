/// The one exception that becomes a Matrix error response.
@NullMarked
package io.heddle.protocol.error;

import org.jspecify.annotations.NullMarked;
