@NullMarked
package io.heddle.e2e.stream;

import org.jspecify.annotations.NullMarked;
