/// Event authorisation and the selection of auth events, by the rules of a room version.
@NullMarked
package io.heddle.protocol.auth;

import org.jspecify.annotations.NullMarked;
