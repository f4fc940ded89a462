/// Client filters: parsing and applying. https://spec.matrix.org/v1.19/client-server-api/#filtering
@NullMarked
package io.heddle.protocol.filter;

import org.jspecify.annotations.NullMarked;
