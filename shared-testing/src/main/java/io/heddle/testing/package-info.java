/// What tests of several modules need: a PostgreSQL, a clock, a client.
@NullMarked
package io.heddle.testing;

import org.jspecify.annotations.NullMarked;
