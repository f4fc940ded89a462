@NullMarked
package io.heddle.e2e.push;

import org.jspecify.annotations.NullMarked;
