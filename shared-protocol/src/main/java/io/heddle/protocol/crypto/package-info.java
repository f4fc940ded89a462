/// Ed25519 keys and JSON signing. https://spec.matrix.org/v1.19/appendices/#signing-json
@NullMarked
package io.heddle.protocol.crypto;

import org.jspecify.annotations.NullMarked;
