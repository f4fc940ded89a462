/// Settings: defaults, every key, and files that are read again.
@NullMarked
package io.heddle.replication.config;

import org.jspecify.annotations.NullMarked;
