/// Full-text search over the rooms of a user, and the index behind it.
@NullMarked
package io.heddle.client.search;

import org.jspecify.annotations.NullMarked;
