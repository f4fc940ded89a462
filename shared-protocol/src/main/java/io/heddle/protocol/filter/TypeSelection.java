package io.heddle.protocol.filter;

import org.jspecify.annotations.Nullable;

/// What `types` and `not_types` select. `only` is null when every type may pass and empty when none may; `not` wins.
/// A storage layer turns the parts into `= ANY`, `LIKE ANY` ([TypePattern#toLike]) and their negations.
public record TypeSelection(@Nullable TypePatterns only, TypePatterns not) {
    /// Lets every type pass.
    public static final TypeSelection ALL = new TypeSelection(null, TypePatterns.NONE);

    static TypeSelection of(@Nullable TypePatterns only, @Nullable TypePatterns not) {
        return only == null && not == null
                ? ALL
                : new TypeSelection(only, not == null ? TypePatterns.NONE : not);
    }

    public boolean accepts(String type) {
        return (only == null || only.matches(type)) && !not.matches(type);
    }

    public boolean acceptsAll() {
        return not.isEmpty() && (only == null || only.matchesAll());
    }

    public boolean acceptsNothing() {
        return only != null && only.isEmpty() || not.matchesAll();
    }
}
