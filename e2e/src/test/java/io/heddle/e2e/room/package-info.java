@NullMarked
package io.heddle.e2e.room;

import org.jspecify.annotations.NullMarked;
