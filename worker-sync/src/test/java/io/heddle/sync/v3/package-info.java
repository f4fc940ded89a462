/// Tests of `/sync` below HTTP.
@NullMarked
package io.heddle.sync.v3;

import org.jspecify.annotations.NullMarked;
