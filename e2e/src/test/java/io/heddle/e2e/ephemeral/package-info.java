@NullMarked
package io.heddle.e2e.ephemeral;

import org.jspecify.annotations.NullMarked;
