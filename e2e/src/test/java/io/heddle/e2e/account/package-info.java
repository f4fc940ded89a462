/// Accounts, sessions and devices through the front door.
@NullMarked
package io.heddle.e2e.account;

import org.jspecify.annotations.NullMarked;
