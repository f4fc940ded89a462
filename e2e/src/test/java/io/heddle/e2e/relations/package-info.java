/// Relations, threads and bundled aggregations through HTTP.
@NullMarked
package io.heddle.e2e.relations;

import org.jspecify.annotations.NullMarked;
