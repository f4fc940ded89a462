/// Events in the format of their room version: parsing, checking, building, hashing, redaction.
@NullMarked
package io.heddle.protocol.event;

import org.jspecify.annotations.NullMarked;
