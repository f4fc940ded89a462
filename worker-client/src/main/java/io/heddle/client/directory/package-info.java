/// Finding rooms: the published directory, aliases, summaries, rooms shared with a user.
@NullMarked
package io.heddle.client.directory;

import org.jspecify.annotations.NullMarked;
