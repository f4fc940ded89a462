package io.heddle.storage.room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a value of a room's state was along its timeline: one span for as long as it stayed the same, oldest first.
public final class Spans {
    static final Spans NONE = new Spans(List.of());

    private final List<Span> spans;

    private Spans(List<Span> spans) {
        this.spans = spans;
    }

    /// The value held after every place `p` with `from <= p < to`.
    record Span(long from, long to, String value) {}

    /// @param parts in order of `from`
    static Spans of(List<Span> parts) {
        List<Span> merged = new ArrayList<>();
        for (Span part : parts) {
            Span last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && last.to() == part.from() && last.value().equals(part.value())) {
                merged.set(merged.size() - 1, new Span(last.from(), part.to(), part.value()));
            } else {
                merged.add(part);
            }
        }
        return merged.isEmpty() ? NONE : new Spans(List.copyOf(merged));
    }

    /// The value after the event at a place; null when there was none. Of history from before our join, whose state is
    /// unknown, it is the first value known.
    public @Nullable String after(long position) {
        for (int i = spans.size() - 1; i >= 0; i--) {
            Span span = spans.get(i);
            if (span.from() <= position) {
                return position < span.to() ? span.value() : null;
            }
        }
        return position < 0 && !spans.isEmpty() ? spans.getFirst().value() : null;
    }

    /// The value before the event at a place.
    public @Nullable String before(long position) {
        return after(position - 1);
    }

    /// The place of the last event after which the value was this one; null when it never was.
    public @Nullable Long lastPlace(Predicate<String> value) {
        for (int i = spans.size() - 1; i >= 0; i--) {
            if (value.test(spans.get(i).value())) {
                return spans.get(i).to() - 1;
            }
        }
        return null;
    }

    /// The greatest place not above `position` at which the value may have changed; null when there is none.
    @Nullable Long changeAtOrBelow(long position) {
        for (int i = spans.size() - 1; i >= 0; i--) {
            Span span = spans.get(i);
            if (span.to() <= position) {
                return span.to();
            }
            if (span.from() <= position) {
                return span.from();
            }
        }
        return null;
    }
}
