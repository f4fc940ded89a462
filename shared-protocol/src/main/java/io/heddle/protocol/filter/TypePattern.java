package io.heddle.protocol.filter;

/// An event type in a filter in which each `*` stands for any run of characters. Case matters.
public record TypePattern(String pattern) {

    static boolean isWildcard(String pattern) {
        return pattern.indexOf('*') >= 0;
    }

    public boolean matches(String type) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(type);
        }
        int last = pattern.lastIndexOf('*');
        int tail = pattern.length() - last - 1;
        if (type.length() < star + tail || !type.startsWith(pattern.substring(0, star))) {
            return false;
        }
        return type.endsWith(pattern.substring(last + 1))
                && middleMatches(type, star, type.length() - tail);
    }

    /// The pieces between the stars, each found as early as it can be.
    private boolean middleMatches(String type, int from, int to) {
        int at = from;
        int star = pattern.indexOf('*');
        for (int next = pattern.indexOf('*', star + 1);
                next >= 0;
                next = pattern.indexOf('*', star + 1)) {
            String piece = pattern.substring(star + 1, next);
            int found = type.indexOf(piece, at);
            if (found < 0 || found + piece.length() > to) {
                return false;
            }
            at = found + piece.length();
            star = next;
        }
        return true;
    }

    /// The same pattern for SQL's `LIKE` with `\` as the escape character.
    public String toLike() {
        return pattern.replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replace('*', '%');
    }
}
