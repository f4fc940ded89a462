/// Sending of messages to devices.
@NullMarked
package io.heddle.events.todevice;

import org.jspecify.annotations.NullMarked;
