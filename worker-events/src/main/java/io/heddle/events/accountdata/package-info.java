/// Endpoints of account data and tags.
@NullMarked
package io.heddle.events.accountdata;

import org.jspecify.annotations.NullMarked;
