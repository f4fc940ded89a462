/// Several members of one system in one JVM, over a real PostgreSQL and a real Redis.
@NullMarked
package io.heddle.replication.member;

import org.jspecify.annotations.NullMarked;
