package io.heddle.events.persist;

/// An event was not stored because something it was prepared on was not: prepare it again on the room as it is.
public final class RoomResetException extends RuntimeException {
    RoomResetException() {
        super("The room was loaded anew", null, false, false);
    }
}
