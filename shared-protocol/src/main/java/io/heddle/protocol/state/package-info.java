/// State resolution v1, v2 and v2.1.
@NullMarked
package io.heddle.protocol.state;

import org.jspecify.annotations.NullMarked;
