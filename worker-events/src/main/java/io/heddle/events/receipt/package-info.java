/// Endpoints of receipts and read markers.
@NullMarked
package io.heddle.events.receipt;

import org.jspecify.annotations.NullMarked;
