/// End-to-end encryption: keys, cross-signing, backups, messages to devices.
@NullMarked
package io.heddle.e2e.e2ee;

import org.jspecify.annotations.NullMarked;
