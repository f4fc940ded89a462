/// Fuzz targets of this package's parsers.
@NullMarked
package io.heddle.storage.appservice;

import org.jspecify.annotations.NullMarked;
