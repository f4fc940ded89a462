package io.heddle.protocol.push;

import java.util.Arrays;

/// A compiled glob: `*` matches any run of characters, `?` one character, letters match in either case.
/// Matching takes time in proportion to the text whatever the pattern, since both come from users.
/// https://spec.matrix.org/v1.19/appendices/#glob-style-matching
sealed interface TextPattern {

    /// Longer patterns are refused when a rule is written, and match nothing.
    int MAX_LENGTH = 1024;

    boolean matches(String text);

    /// Matches the whole text.
    static TextPattern whole(String glob) {
        if (glob.length() > MAX_LENGTH) {
            return new Nothing();
        }
        return hasWildcard(glob) ? GlobAutomaton.compile(glob, false) : new Equal(glob);
    }

    /// Matches a part of the text that starts and ends at a word boundary.
    static TextPattern words(String glob) {
        if (glob.length() > MAX_LENGTH) {
            return new Nothing();
        }
        return hasWildcard(glob) ? GlobAutomaton.compile(glob, true) : Words.of(glob);
    }

    /// As [#words], of a text whose `*` and `?` stand for themselves, such as a display name.
    static TextPattern literalWords(String text) {
        return text.length() > MAX_LENGTH ? new Nothing() : Words.of(text);
    }

    private static boolean hasWildcard(String glob) {
        return glob.indexOf('*') >= 0 || glob.indexOf('?') >= 0;
    }

    /// True where a match may begin or end: at either end of the text and beside any character that is not a letter,
    /// a digit or an underscore of ASCII.
    static boolean isBoundary(String text, int position) {
        return position == 0
                || position == text.length()
                || !isWord(text.charAt(position - 1))
                || !isWord(text.charAt(position));
    }

    private static boolean isWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    static int fold(int c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? c + 32 : c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    record Nothing() implements TextPattern {
        @Override
        public boolean matches(String text) {
            return false;
        }
    }

    record Equal(String literal) implements TextPattern {
        @Override
        public boolean matches(String text) {
            return literal.equalsIgnoreCase(text);
        }
    }

    /// Finds a literal by Knuth, Morris and Pratt. `fallback[i]` is the length of the longest proper border of the
    /// first `i + 1` characters.
    final class Words implements TextPattern {
        private final char[] needle;
        private final int[] fallback;

        private Words(char[] needle, int[] fallback) {
            this.needle = needle;
            this.fallback = fallback;
        }

        static Words of(String literal) {
            char[] needle = new char[literal.length()];
            for (int i = 0; i < needle.length; i++) {
                needle[i] = (char) fold(literal.charAt(i));
            }
            int[] fallback = new int[needle.length];
            for (int i = 1, matched = 0; i < needle.length; i++) {
                while (matched > 0 && needle[i] != needle[matched]) {
                    matched = fallback[matched - 1];
                }
                if (needle[i] == needle[matched]) {
                    matched++;
                }
                fallback[i] = matched;
            }
            return new Words(needle, fallback);
        }

        @Override
        public boolean matches(String text) {
            if (needle.length == 0) {
                return true;
            }
            int matched = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = (char) fold(text.charAt(i));
                while (matched > 0 && needle[matched] != c) {
                    matched = fallback[matched - 1];
                }
                if (needle[matched] == c) {
                    matched++;
                }
                if (matched == needle.length) {
                    if (isBoundary(text, i + 1 - matched) && isBoundary(text, i + 1)) {
                        return true;
                    }
                    matched = fallback[matched - 1];
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "Words[" + new String(needle) + "]";
        }
    }

    /// Runs a glob as a set of states, one bit each: bit `i` is set when the first `i` characters of the pattern
    /// (stars not counted) have matched; a state that a star follows keeps itself.
    final class GlobAutomaton implements TextPattern {
        private final boolean words;
        private final int length;
        private final int[] alphabet;
        private final long[][] matchedBy;
        private final long[] matchedByOthers;
        private final long[] kept;

        private GlobAutomaton(
                boolean words,
                int length,
                int[] alphabet,
                long[][] matchedBy,
                long[] matchedByOthers,
                long[] kept) {
            this.words = words;
            this.length = length;
            this.alphabet = alphabet;
            this.matchedBy = matchedBy;
            this.matchedByOthers = matchedByOthers;
            this.kept = kept;
        }

        static GlobAutomaton compile(String glob, boolean words) {
            int[] tokens = glob.codePoints().filter(c -> c != '*').toArray();
            long[] kept = new long[tokens.length / 64 + 1];
            int state = 0;
            for (int c : glob.codePoints().toArray()) {
                if (c == '*') {
                    set(kept, state);
                } else {
                    state++;
                }
            }
            int[] alphabet =
                    Arrays.stream(tokens)
                            .filter(c -> c != '?')
                            .map(TextPattern::fold)
                            .sorted()
                            .distinct()
                            .toArray();
            long[][] matchedBy = new long[alphabet.length][kept.length];
            long[] matchedByOthers = new long[kept.length];
            for (int i = 0; i < tokens.length; i++) {
                if (tokens[i] == '?') {
                    set(matchedByOthers, i);
                    for (long[] mask : matchedBy) {
                        set(mask, i);
                    }
                } else {
                    set(matchedBy[Arrays.binarySearch(alphabet, fold(tokens[i]))], i);
                }
            }
            return new GlobAutomaton(
                    words, tokens.length, alphabet, matchedBy, matchedByOthers, kept);
        }

        @Override
        public boolean matches(String text) {
            long[] states = new long[kept.length];
            set(states, 0);
            int position = 0;
            while (true) {
                boolean boundary = words && isBoundary(text, position);
                if (boundary) {
                    set(states, 0);
                    if (isSet(states, length)) {
                        return true;
                    }
                }
                if (position == text.length()) {
                    return !words && isSet(states, length);
                }
                int c = text.codePointAt(position);
                step(states, maskOf(fold(c)));
                position += Character.charCount(c);
            }
        }

        private long[] maskOf(int c) {
            int index = Arrays.binarySearch(alphabet, c);
            return index < 0 ? matchedByOthers : matchedBy[index];
        }

        private void step(long[] states, long[] mask) {
            long carry = 0;
            for (int w = 0; w < states.length; w++) {
                long advanced = states[w] & mask[w];
                states[w] = advanced << 1 | carry | states[w] & kept[w];
                carry = advanced >>> 63;
            }
        }

        private static void set(long[] bits, int index) {
            bits[index >> 6] |= 1L << index;
        }

        private static boolean isSet(long[] bits, int index) {
            return (bits[index >> 6] & 1L << index) != 0;
        }
    }
}
