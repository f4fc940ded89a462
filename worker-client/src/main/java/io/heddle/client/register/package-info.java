/// Making accounts, and the pages for stages that a client does not know.
@NullMarked
package io.heddle.client.register;

import org.jspecify.annotations.NullMarked;
