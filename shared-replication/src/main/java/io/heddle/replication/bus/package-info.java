/// The kinds of bus that wake followers of streams: in memory in the monolith, Redis in the suite. Never the truth.
@NullMarked
package io.heddle.replication.bus;

import org.jspecify.annotations.NullMarked;
