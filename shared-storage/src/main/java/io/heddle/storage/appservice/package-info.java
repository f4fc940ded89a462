/// The application services that the settings name.
@NullMarked
package io.heddle.storage.appservice;

import org.jspecify.annotations.NullMarked;
