/// Canonical JSON, the strict parser and small helpers over Jackson trees. https://spec.matrix.org/v1.19/appendices/#canonical-json
@NullMarked
package io.heddle.protocol.json;

import org.jspecify.annotations.NullMarked;
