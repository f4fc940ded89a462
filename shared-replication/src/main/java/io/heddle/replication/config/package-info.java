/// Settings: homeserver.yaml bound to typed records with defaults.
@NullMarked
package io.heddle.replication.config;

import org.jspecify.annotations.NullMarked;
