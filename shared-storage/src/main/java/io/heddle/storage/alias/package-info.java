/// Local room aliases.
@NullMarked
package io.heddle.storage.alias;

import org.jspecify.annotations.NullMarked;
