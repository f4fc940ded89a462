/// `/sync`: what changed for a user since a token. https://spec.matrix.org/v1.19/client-server-api/#syncing
@NullMarked
package io.heddle.sync.v3;

import org.jspecify.annotations.NullMarked;
