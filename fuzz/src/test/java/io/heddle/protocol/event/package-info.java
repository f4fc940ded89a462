/// Fuzz targets of this package's parsers.
@NullMarked
package io.heddle.protocol.event;

import org.jspecify.annotations.NullMarked;
