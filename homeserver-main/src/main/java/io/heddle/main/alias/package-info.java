/// Making and deleting aliases, and publishing rooms in the directory.
@NullMarked
package io.heddle.main.alias;

import org.jspecify.annotations.NullMarked;
