/// Fuzz targets of this package's parsers.
@NullMarked
package io.heddle.replication.stream;

import org.jspecify.annotations.NullMarked;
