/// `/events`, `/initialSync` and `/rooms/{roomId}/initialSync`: how clients kept up before `/sync`, and how rooms are
/// previewed. Their tokens are those of `/sync` and `/messages`.
@NullMarked
package io.heddle.sync.legacy;

import org.jspecify.annotations.NullMarked;
