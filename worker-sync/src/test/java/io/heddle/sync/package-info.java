/// What tests of sync share.
@NullMarked
package io.heddle.sync;

import org.jspecify.annotations.NullMarked;
