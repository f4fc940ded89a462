/// HTTPS to other servers: which addresses may be connected to, whose certificates count, bounded connections.
@NullMarked
package io.heddle.federation.https;

import org.jspecify.annotations.NullMarked;
