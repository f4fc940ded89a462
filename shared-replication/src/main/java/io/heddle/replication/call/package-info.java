/// What one service asks of another: interfaces with a local implementation where the feature is on the class path.
@NullMarked
package io.heddle.replication.call;

import org.jspecify.annotations.NullMarked;
