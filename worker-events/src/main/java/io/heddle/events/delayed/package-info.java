/// Events sent later: scheduled, managed and, when their time has come, sent by the holder of a duty.
@NullMarked
package io.heddle.events.delayed;

import org.jspecify.annotations.NullMarked;
