/// The instances of the system: who is alive, what each offers, where its internal listener is.
@NullMarked
package io.heddle.replication.instance;

import org.jspecify.annotations.NullMarked;
