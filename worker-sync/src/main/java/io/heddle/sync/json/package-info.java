/// Answers written as bytes, so that what is the same for many readers is made once.
@NullMarked
package io.heddle.sync.json;

import org.jspecify.annotations.NullMarked;
