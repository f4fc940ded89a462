/// What fuzz targets share.
@NullMarked
package io.heddle.fuzz;

import org.jspecify.annotations.NullMarked;
