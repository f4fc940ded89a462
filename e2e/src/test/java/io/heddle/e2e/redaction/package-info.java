/// Redactions of more than one event, and of events that come late, through the front door.
@NullMarked
package io.heddle.e2e.redaction;

import org.jspecify.annotations.NullMarked;
