@NullMarked
package io.heddle.replication.stream;

import org.jspecify.annotations.NullMarked;
