/// Parts of an answer about rooms: timelines, state, summaries, and events as bytes. Each reads for many rooms at once.
@NullMarked
package io.heddle.sync.room;

import org.jspecify.annotations.NullMarked;
