@NullMarked
package io.heddle.benchmarks;

import org.jspecify.annotations.NullMarked;
