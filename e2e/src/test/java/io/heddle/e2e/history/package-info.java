/// Messages, context, single events, members and state through HTTP.
@NullMarked
package io.heddle.e2e.history;

import org.jspecify.annotations.NullMarked;
