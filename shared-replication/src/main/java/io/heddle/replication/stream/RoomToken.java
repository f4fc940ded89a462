package io.heddle.replication.stream;

import io.heddle.protocol.error.MatrixException;

/// A place in a room's timeline, between the event at `position` and the next: the opaque token of `/messages` and its like.
/// Written as `t` and the position.
public record RoomToken(long position) {

    /// Fails with 400 M_INVALID_PARAM for anything that is no token of ours.
    public static RoomToken parse(String text) {
        if (looksLikeOne(text)) {
            try {
                return new RoomToken(Long.parseLong(text.substring(1)));
            } catch (NumberFormatException e) {
                throw invalid(text);
            }
        }
        throw invalid(text);
    }

    public static boolean looksLikeOne(String text) {
        return text.matches("t-?[0-9]+");
    }

    private static MatrixException invalid(String text) {
        return MatrixException.invalidParam(
                "Not a token of this server: " + text.substring(0, Math.min(80, text.length())));
    }

    @Override
    public String toString() {
        return "t" + position;
    }
}
