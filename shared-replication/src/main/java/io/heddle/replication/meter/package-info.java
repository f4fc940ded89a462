/// What meters have in common: Synapse's names where the meaning is the same, `heddle_` otherwise. See docs/operations.md.
@NullMarked
package io.heddle.replication.meter;

import org.jspecify.annotations.NullMarked;
