/// The listener's guard and the access table.
@NullMarked
package io.heddle.replication.internal;

import org.jspecify.annotations.NullMarked;
