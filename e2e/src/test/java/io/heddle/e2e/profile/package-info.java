@NullMarked
package io.heddle.e2e.profile;

import org.jspecify.annotations.NullMarked;
