/// What servers ask each other about users and rooms, in both directions.
@NullMarked
package io.heddle.federation.query;

import org.jspecify.annotations.NullMarked;
