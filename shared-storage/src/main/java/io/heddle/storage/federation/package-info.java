/// What is remembered of other servers.
@NullMarked
package io.heddle.storage.federation;

import org.jspecify.annotations.NullMarked;
