/// What sync keeps in memory, fed by the streams: recent events, receipts and typing, and the rooms of users who sync.
/// All of it is bounded; what has been dropped is read from PostgreSQL instead.
@NullMarked
package io.heddle.sync.live;

import org.jspecify.annotations.NullMarked;
