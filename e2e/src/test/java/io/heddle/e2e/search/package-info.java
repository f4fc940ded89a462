/// Full-text search through HTTP.
@NullMarked
package io.heddle.e2e.search;

import org.jspecify.annotations.NullMarked;
