/// Who asks: access tokens to Requester, before the endpoint runs.
@NullMarked
package io.heddle.web.auth;

import org.jspecify.annotations.NullMarked;
