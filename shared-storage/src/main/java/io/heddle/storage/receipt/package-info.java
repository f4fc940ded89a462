/// Read receipts, public and private, per thread.
@NullMarked
package io.heddle.storage.receipt;

import org.jspecify.annotations.NullMarked;
