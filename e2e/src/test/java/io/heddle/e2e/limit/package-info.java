/// What a server with default limits says to those who want too much.
@NullMarked
package io.heddle.e2e.limit;

import org.jspecify.annotations.NullMarked;
