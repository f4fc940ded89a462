/// Fuzz targets of this package's parsers.
@NullMarked
package io.heddle.replication.config;

import org.jspecify.annotations.NullMarked;
