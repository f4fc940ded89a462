/// What processes ask each other over HTTP: the listener, who may call what, and the client with its patience.
@NullMarked
package io.heddle.replication.internal;

import org.jspecify.annotations.NullMarked;
