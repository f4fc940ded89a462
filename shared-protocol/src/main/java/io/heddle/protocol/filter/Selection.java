package io.heddle.protocol.filter;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a pair of keys such as `senders` and `not_senders` selects. `only` is null when everything may pass and empty
/// when nothing may; `not` wins over `only`.
public record Selection(@Nullable Set<String> only, Set<String> not) {
    /// Lets everything pass.
    public static final Selection ALL = new Selection(null, Set.of());

    public Selection {
        only = only == null ? null : Set.copyOf(only);
        not = Set.copyOf(not);
    }

    static Selection of(@Nullable List<String> only, @Nullable List<String> not) {
        if (only == null && not == null) {
            return ALL;
        }
        return new Selection(
                only == null ? null : Set.copyOf(only), not == null ? Set.of() : Set.copyOf(not));
    }

    /// Whether a value passes; an absent one does unless values are listed.
    public boolean accepts(@Nullable String value) {
        if (value == null) {
            return only == null;
        }
        return (only == null || only.contains(value)) && !not.contains(value);
    }

    public boolean acceptsAll() {
        return only == null && not.isEmpty();
    }

    public boolean acceptsNothing() {
        return only != null && not.containsAll(only);
    }

    /// What passes both.
    public Selection and(Selection other) {
        if (acceptsAll()) {
            return other;
        }
        return other.acceptsAll()
                ? this
                : new Selection(intersection(only, other.only), union(not, other.not));
    }

    private static @Nullable Set<String> intersection(
            @Nullable Set<String> one, @Nullable Set<String> two) {
        if (one == null || two == null) {
            return one == null ? two : one;
        }
        return one.stream().filter(two::contains).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> union(Set<String> one, Set<String> two) {
        return Stream.concat(one.stream(), two.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
