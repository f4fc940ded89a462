/// Space hierarchies and room summaries through HTTP.
@NullMarked
package io.heddle.e2e.space;

import org.jspecify.annotations.NullMarked;
