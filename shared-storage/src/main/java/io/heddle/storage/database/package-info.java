/// The connection to PostgreSQL: embedded or given, pooled, migrated.
@NullMarked
package io.heddle.storage.database;

import org.jspecify.annotations.NullMarked;
