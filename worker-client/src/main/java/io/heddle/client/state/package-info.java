/// Reading rooms' state and members, and the rooms of a user.
@NullMarked
package io.heddle.client.state;

import org.jspecify.annotations.NullMarked;
