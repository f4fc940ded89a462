/// From a request to the controller method that answers it, and back.
@NullMarked
package io.heddle.web.endpoint;

import org.jspecify.annotations.NullMarked;
