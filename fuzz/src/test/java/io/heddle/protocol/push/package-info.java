/// Fuzz targets of this package's parsers.
@NullMarked
package io.heddle.protocol.push;

import org.jspecify.annotations.NullMarked;
