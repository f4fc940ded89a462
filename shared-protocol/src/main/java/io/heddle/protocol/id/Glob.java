package io.heddle.protocol.id;

/// A pattern in which `*` is any text and `?` any one character, matched against the whole of a text in time that is
/// at most the product of both lengths. https://spec.matrix.org/v1.19/appendices/#glob-style-matching
public final class Glob {
    private final String pattern;
    private final int[] symbols;
    private final boolean ignoreCase;

    private Glob(String pattern, boolean ignoreCase) {
        this.pattern = pattern;
        this.ignoreCase = ignoreCase;
        this.symbols = pattern.codePoints().map(c -> ignoreCase ? fold(c) : c).toArray();
    }

    public static Glob of(String pattern) {
        return new Glob(pattern, false);
    }

    public static Glob ignoringCase(String pattern) {
        return new Glob(pattern, true);
    }

    public String pattern() {
        return pattern;
    }

    /// Goes back only to the last star: text before it never needs another look.
    public boolean matches(String text) {
        int at = 0;
        int symbol = 0;
        int starSymbol = -1;
        int starAt = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (symbol < symbols.length && symbols[symbol] == '*') {
                starSymbol = symbol++;
                starAt = at;
            } else if (symbol < symbols.length && fits(symbols[symbol], c)) {
                symbol++;
                at += Character.charCount(c);
            } else if (starSymbol >= 0) {
                symbol = starSymbol + 1;
                starAt += Character.charCount(text.codePointAt(starAt));
                at = starAt;
            } else {
                return false;
            }
        }
        while (symbol < symbols.length && symbols[symbol] == '*') {
            symbol++;
        }
        return symbol == symbols.length;
    }

    private boolean fits(int symbol, int c) {
        return symbol == '?' || symbol == (ignoreCase ? fold(c) : c);
    }

    private static int fold(int c) {
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    @Override
    public String toString() {
        return pattern;
    }
}
