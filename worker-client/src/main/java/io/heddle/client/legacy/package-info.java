/// Endpoints that are there for old clients only.
@NullMarked
package io.heddle.client.legacy;

import org.jspecify.annotations.NullMarked;
