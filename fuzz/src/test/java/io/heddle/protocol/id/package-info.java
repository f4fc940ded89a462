/// Fuzz targets of this package's parsers.
@NullMarked
package io.heddle.protocol.id;

import org.jspecify.annotations.NullMarked;
