/// Keys that servers sign with: own, others', and those told to others as a notary.
@NullMarked
package io.heddle.federation.key;

import org.jspecify.annotations.NullMarked;
