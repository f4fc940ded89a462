/// What operators rely on: health, meters, the request log, an orderly end.
@NullMarked
package io.heddle.e2e.operate;

import org.jspecify.annotations.NullMarked;
