/// Tests through the front door: what a client sees. One package a feature; each test registers its own users.
@NullMarked
package io.heddle.e2e;

import org.jspecify.annotations.NullMarked;
