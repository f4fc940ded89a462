/// Events that clients want sent later, until they are.
@NullMarked
package io.heddle.storage.delayed;

import org.jspecify.annotations.NullMarked;
