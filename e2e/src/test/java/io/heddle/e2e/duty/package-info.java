@NullMarked
package io.heddle.e2e.duty;

import org.jspecify.annotations.NullMarked;
