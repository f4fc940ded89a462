package io.heddle.protocol.push;

import io.heddle.protocol.error.MatrixException;
import java.util.Optional;

/// The kinds of push rules in the order in which they are evaluated.
/// https://spec.matrix.org/v1.19/client-server-api/#push-rules
public enum RuleKind {
    OVERRIDE("override"),
    CONTENT("content"),
    ROOM("room"),
    SENDER("sender"),
    UNDERRIDE("underride");

    private final String wireName;

    RuleKind(String wireName) {
        this.wireName = wireName;
    }

    /// The name in paths and in the ruleset's JSON.
    public String wireName() {
        return wireName;
    }

    /// True of the kinds whose rules list their conditions themselves.
    boolean hasConditions() {
        return this == OVERRIDE || this == UNDERRIDE;
    }

    /// True of the kinds whose rule id is what they match, so that one look-up replaces a walk over all rules.
    boolean isKeyedByRuleId() {
        return this == ROOM || this == SENDER;
    }

    public static Optional<RuleKind> find(String wireName) {
        for (RuleKind kind : values()) {
            if (kind.wireName.equals(wireName)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /// The kind named in a request path; 400 `M_INVALID_PARAM` for anything else.
    public static RuleKind parse(String wireName) {
        return find(wireName)
                .orElseThrow(() ->
                        MatrixException.invalidParam("Unknown kind of push rule: " + wireName));
    }
}
