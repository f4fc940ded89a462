/// A user's devices, and logging out, which removes them.
@NullMarked
package io.heddle.main.device;

import org.jspecify.annotations.NullMarked;
