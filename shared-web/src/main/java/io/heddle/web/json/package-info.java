/// Request bodies and answers as JSON, strictly read.
@NullMarked
package io.heddle.web.json;

import org.jspecify.annotations.NullMarked;
