/// Tells third parties who showed them an OpenID token.
@NullMarked
package io.heddle.federation.openid;

import org.jspecify.annotations.NullMarked;
