/// Random schedules of failures in virtual time, for the code of streams and duties as it runs in production.
@NullMarked
package io.heddle.replication.simulation;

import org.jspecify.annotations.NullMarked;
