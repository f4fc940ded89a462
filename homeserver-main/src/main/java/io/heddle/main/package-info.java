/// The monolith's entry point, its command line and what has no worker.
@NullMarked
package io.heddle.main;

import org.jspecify.annotations.NullMarked;
