/// The health address that load balancers set up for Synapse know; details are at `/actuator/health`.
@NullMarked
package io.heddle.web.health;

import org.jspecify.annotations.NullMarked;
