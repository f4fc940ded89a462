/// Accounts, their devices and their tokens of every kind.
@NullMarked
package io.heddle.storage.account;

import org.jspecify.annotations.NullMarked;
