/// Identifiers as validating records. Grammar: https://spec.matrix.org/v1.19/appendices/#identifier-grammar
@NullMarked
package io.heddle.protocol.id;

import org.jspecify.annotations.NullMarked;
