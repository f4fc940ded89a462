/// User-interactive authentication: asks users to prove who they are, stage by stage, before something is done.
@NullMarked
package io.heddle.web.uia;

import org.jspecify.annotations.NullMarked;
