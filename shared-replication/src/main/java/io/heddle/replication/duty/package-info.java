/// Duties: work that one instance at a time may do, held by lease and fenced by epoch.
@NullMarked
package io.heddle.replication.duty;

import org.jspecify.annotations.NullMarked;
