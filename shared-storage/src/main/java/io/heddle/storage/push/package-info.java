/// Push rules, pushers and unread counts as stored. See docs/architecture.md for how counts work.
@NullMarked
package io.heddle.storage.push;

import org.jspecify.annotations.NullMarked;
