/// Complaints of users about events, rooms and users.
@NullMarked
package io.heddle.storage.report;

import org.jspecify.annotations.NullMarked;
