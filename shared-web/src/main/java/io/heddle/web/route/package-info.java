/// Prefixes of endpoints: what controllers are annotated with.
@NullMarked
package io.heddle.web.route;

import org.jspecify.annotations.NullMarked;
