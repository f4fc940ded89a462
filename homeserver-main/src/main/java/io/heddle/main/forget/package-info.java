/// Forgets rooms by itself for users who leave them, where the settings ask for it.
@NullMarked
package io.heddle.main.forget;

import org.jspecify.annotations.NullMarked;
