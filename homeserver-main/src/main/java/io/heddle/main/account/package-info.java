/// A user's own account: password, third-party identifiers, deactivation, proof of identity to others.
@NullMarked
package io.heddle.main.account;

import org.jspecify.annotations.NullMarked;
