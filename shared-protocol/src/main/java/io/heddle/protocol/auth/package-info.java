/// Event authorisation, the selection and checking of auth events, power levels, and who may redact whom.
/// The rules of a room version are flags of its record; nothing here compares versions. Needs `event`, `room`, `crypto`, `json`.
@NullMarked
package io.heddle.protocol.auth;

import org.jspecify.annotations.NullMarked;
