/// Account data, global and per room; tags are the room account data m.tag.
@NullMarked
package io.heddle.storage.accountdata;

import org.jspecify.annotations.NullMarked;
