/// The interfaces of `call` over HTTP: who asks is routed to the instance that holds the duty or has the feature, and the
/// answer comes from the local implementation there.
@NullMarked
package io.heddle.replication.remote;

import org.jspecify.annotations.NullMarked;
