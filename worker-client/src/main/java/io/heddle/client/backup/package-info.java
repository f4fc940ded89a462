/// Endpoints of server-side key backups.
@NullMarked
package io.heddle.client.backup;

import org.jspecify.annotations.NullMarked;
