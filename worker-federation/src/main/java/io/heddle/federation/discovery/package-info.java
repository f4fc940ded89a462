/// From a server's name to the addresses, the Host header and the certificate name of requests to it.
@NullMarked
package io.heddle.federation.discovery;

import org.jspecify.annotations.NullMarked;
