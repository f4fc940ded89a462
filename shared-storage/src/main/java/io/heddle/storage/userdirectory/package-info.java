/// The user directory: whom users can find.
@NullMarked
package io.heddle.storage.userdirectory;

import org.jspecify.annotations.NullMarked;
