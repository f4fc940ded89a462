/// What a server must withstand: bad input, being killed, losing its database, too many requests.
@NullMarked
package io.heddle.e2e.robust;

import org.jspecify.annotations.NullMarked;
