/// Load generator of `make bench`: drives any Matrix homeserver through its client-server API and
/// measures it from outside (answers, `/proc`). Depends on the JDK alone, so that it starts fast
/// and takes little of the processor time it shares with the servers under test.
@NullMarked
package io.heddle.benchmarks;

import org.jspecify.annotations.NullMarked;
