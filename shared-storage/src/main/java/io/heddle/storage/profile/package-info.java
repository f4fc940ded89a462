/// Profiles of local users.
@NullMarked
package io.heddle.storage.profile;

import org.jspecify.annotations.NullMarked;
