/// Where Prometheus finds the meters besides the Actuator's endpoint.
@NullMarked
package io.heddle.web.metrics;

import org.jspecify.annotations.NullMarked;
