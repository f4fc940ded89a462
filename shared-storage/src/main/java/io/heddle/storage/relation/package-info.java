/// What relates to an event: bundled aggregations and lists of relations.
@NullMarked
package io.heddle.storage.relation;

import org.jspecify.annotations.NullMarked;
