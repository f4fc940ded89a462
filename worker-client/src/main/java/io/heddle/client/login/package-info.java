/// Logging in and keeping a session alive.
@NullMarked
package io.heddle.client.login;

import org.jspecify.annotations.NullMarked;
