/// What streams that are kept nowhere last said: typing users and presence, in memory in each process.
@NullMarked
package io.heddle.replication.ephemeral;

import org.jspecify.annotations.NullMarked;
