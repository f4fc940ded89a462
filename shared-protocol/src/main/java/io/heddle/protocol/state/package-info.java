/// State resolution v1, v2 and v2.1: one room state out of several, the same on every server.
/// Events come from an `EventSource`; nothing here does I/O. Needs `event`, `auth` and `room`.
@NullMarked
package io.heddle.protocol.state;

import org.jspecify.annotations.NullMarked;
