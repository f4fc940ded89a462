/// Takes complaints.
@NullMarked
package io.heddle.main.report;

import org.jspecify.annotations.NullMarked;
