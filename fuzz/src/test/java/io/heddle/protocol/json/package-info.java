/// Fuzz targets of this package's parsers.
@NullMarked
package io.heddle.protocol.json;

import org.jspecify.annotations.NullMarked;
