/// Fuzz targets of this package's parsers.
@NullMarked
package io.heddle.web.auth;

import org.jspecify.annotations.NullMarked;
