/// Push rules: rulesets, conditions, evaluation. https://spec.matrix.org/v1.19/client-server-api/#push-rules
@NullMarked
package io.heddle.protocol.push;

import org.jspecify.annotations.NullMarked;
