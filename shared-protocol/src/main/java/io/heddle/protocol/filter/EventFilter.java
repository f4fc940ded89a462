package io.heddle.protocol.filter;

import io.heddle.protocol.json.PropertyPath;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Selects events, presence or account data by type, sender, relation (MSC3874) and label (MSC2326).
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3useruseridfilter
///
/// @param requestedLimit how many the client wants at most; null when it does not say
/// @param relTypes of the event's own relation, `m.relates_to.rel_type`
/// @param labels of `org.matrix.labels` in the content
public record EventFilter(
        @Nullable Integer requestedLimit,
        TypeSelection types,
        Selection senders,
        Selection relTypes,
        Selection labels) {
    private static final PropertyPath REL_TYPE =
            new PropertyPath(List.of("m.relates_to", "rel_type"));
    private static final String LABELS = "org.matrix.labels";

    /// Lets everything pass.
    public static final EventFilter NONE =
            new EventFilter(null, TypeSelection.ALL, Selection.ALL, Selection.ALL, Selection.ALL);

    /// 400 `M_BAD_JSON` or `M_INVALID_PARAM` for what is not a filter.
    public static EventFilter parse(ObjectNode json) {
        return read(FilterReader.of(json));
    }

    static EventFilter read(FilterReader json) {
        EventFilter filter =
                new EventFilter(
                        json.countOrNull("limit"),
                        json.types(),
                        json.userIds("senders"),
                        json.selection("org.matrix.msc3874.rel_types"),
                        json.selection(LABELS));
        return filter.equals(NONE) ? NONE : filter;
    }

    /// The limit to apply: the client's where it gives one, never above `maximum`.
    public int limit(int byDefault, int maximum) {
        return Math.min(requestedLimit == null ? byDefault : requestedLimit, maximum);
    }

    /// Whether an event passes.
    ///
    /// @param sender null for what has none, such as account data; it passes unless senders are listed
    /// @param content null or not an object where there is none
    public boolean matches(String type, @Nullable String sender, @Nullable JsonNode content) {
        return types.accepts(type)
                && senders.accepts(sender)
                && (relTypes.acceptsAll() || relTypes.accepts(relType(content)))
                && (labels.acceptsAll() || acceptsLabels(content));
    }

    private static @Nullable String relType(@Nullable JsonNode content) {
        JsonNode value = content == null ? null : REL_TYPE.resolve(content);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    private boolean acceptsLabels(@Nullable JsonNode content) {
        JsonNode found = content == null ? null : content.get(LABELS);
        Set<String> only = labels.only();
        boolean wanted = only == null;
        if (found != null && found.isArray()) {
            for (JsonNode label : found) {
                if (label.isString() && labels.not().contains(label.stringValue())) {
                    return false;
                }
                wanted |= only != null && label.isString() && only.contains(label.stringValue());
            }
        }
        return wanted;
    }

    /// Whether no event can pass, so that none need be read.
    public boolean acceptsNothing() {
        return types.acceptsNothing()
                || senders.acceptsNothing()
                || relTypes.acceptsNothing()
                || labels.acceptsNothing()
                || requestedLimit != null && requestedLimit == 0;
    }

    /// Whether every event passes, the limit aside.
    public boolean acceptsAll() {
        return types.acceptsAll()
                && senders.acceptsAll()
                && relTypes.acceptsAll()
                && labels.acceptsAll();
    }
}
