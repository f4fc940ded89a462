package io.heddle.protocol.filter;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A list of event types: those meant literally and those with wildcards.
public record TypePatterns(Set<String> exact, List<TypePattern> wildcards) {
    static final int MAX_WILDCARDS = 100;
    static final TypePatterns NONE = new TypePatterns(Set.of(), List.of());

    public TypePatterns {
        exact = Set.copyOf(exact);
        wildcards = List.copyOf(wildcards);
    }

    static TypePatterns of(List<String> patterns) {
        Set<String> exact = new HashSet<>();
        Set<String> wildcards = new TreeSet<>();
        for (String pattern : patterns) {
            (TypePattern.isWildcard(pattern) ? wildcards : exact).add(pattern);
        }
        return new TypePatterns(exact, wildcards.stream().map(TypePattern::new).toList());
    }

    public boolean matches(String type) {
        if (exact.contains(type)) {
            return true;
        }
        for (int i = 0; i < wildcards.size(); i++) {
            if (wildcards.get(i).matches(type)) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return exact.isEmpty() && wildcards.isEmpty();
    }

    /// Whether a pattern of stars alone is among them, which matches every type.
    public boolean matchesAll() {
        return wildcards.stream()
                .anyMatch(wildcard -> wildcard.pattern().replace("*", "").isEmpty());
    }
}
