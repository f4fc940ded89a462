package io.heddle.protocol.push;

import io.heddle.protocol.error.MatrixException;
import java.util.Optional;

/// The kinds of push rules in the order in which they are evaluated.
/// https://spec.matrix.org/v1.19/client-server-api/#push-rules
public enum RuleKind {
    OVERRIDE("override"),
    CONTENT("content"),
    /// MSC4306: the server's rules only, of servers with thread subscriptions.
    POSTCONTENT("postcontent"),
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
        return this == OVERRIDE || this == POSTCONTENT || this == UNDERRIDE;
    }

    /// True of the kinds whose rule id is what they match, so that one look-up replaces a walk over all rules.
    boolean isKeyedByRuleId() {
        return this == ROOM || this == SENDER;
    }

    /// True of the kinds that users add rules to.
    boolean isOpenToUsers() {
        return this != POSTCONTENT;
    }

    /// Whether a server with these features has the kind.
    boolean isKnownWith(PushFeatures features) {
        return this != POSTCONTENT || features.threadSubscriptions();
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
        return parse(wireName, PushFeatures.NONE);
    }

    /// The same on a server with some features.
    public static RuleKind parse(String wireName, PushFeatures features) {
        return find(wireName)
                .filter(kind -> kind.isKnownWith(features))
                .orElseThrow(() ->
                        MatrixException.invalidParam("Unknown kind of push rule: " + wireName));
    }
}
