/// Streams: declared once in Streams, followed by position, read from PostgreSQL by position.
@NullMarked
package io.heddle.replication.stream;

import org.jspecify.annotations.NullMarked;
