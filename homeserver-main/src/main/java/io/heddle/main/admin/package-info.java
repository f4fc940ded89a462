/// What administrators of the server may do.
@NullMarked
package io.heddle.main.admin;

import org.jspecify.annotations.NullMarked;
