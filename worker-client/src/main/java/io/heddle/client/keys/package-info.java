/// Endpoints of device keys, one-time keys, cross-signing keys and their signatures.
@NullMarked
package io.heddle.client.keys;

import org.jspecify.annotations.NullMarked;
