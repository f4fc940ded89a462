/// Fuzz targets of this package's parsers.
@NullMarked
package io.heddle.protocol.crypto;

import org.jspecify.annotations.NullMarked;
