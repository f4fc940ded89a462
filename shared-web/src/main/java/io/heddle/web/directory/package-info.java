/// The directory of published rooms, as clients and servers ask for it alike.
@NullMarked
package io.heddle.web.directory;

import org.jspecify.annotations.NullMarked;
