/// Searching for users, and keeping the directory of users up to date.
@NullMarked
package io.heddle.client.userdirectory;

import org.jspecify.annotations.NullMarked;
