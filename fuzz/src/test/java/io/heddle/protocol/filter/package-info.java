/// Fuzz targets of this package's parsers.
@NullMarked
package io.heddle.protocol.filter;

import org.jspecify.annotations.NullMarked;
