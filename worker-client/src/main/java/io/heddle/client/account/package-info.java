/// What clients learn of the server and of themselves.
@NullMarked
package io.heddle.client.account;

import org.jspecify.annotations.NullMarked;
