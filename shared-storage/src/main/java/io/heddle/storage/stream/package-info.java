/// Wires streams and duties to PostgreSQL.
@NullMarked
package io.heddle.storage.stream;

import org.jspecify.annotations.NullMarked;
