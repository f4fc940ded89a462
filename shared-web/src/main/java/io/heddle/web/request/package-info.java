/// What is known of every request from outside it: the client's address, one line in the log, and meters.
@NullMarked
package io.heddle.web.request;

import org.jspecify.annotations.NullMarked;
