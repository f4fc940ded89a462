/// A real PostgreSQL and a real Redis for the tests of this module.
@NullMarked
package io.heddle.replication.testing;

import org.jspecify.annotations.NullMarked;
