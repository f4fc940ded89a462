package io.heddle.protocol.filter;

import java.util.List;

/// Of which fields of profiles a sync tells, as an open proposal has it: MSC4429.
///
/// @param ids names of fields; none unless asked for
/// @param unstable they were asked for by the proposal's unstable name, and are told under it
public record ProfileFields(List<String> ids, boolean unstable) {
    static final ProfileFields NONE = new ProfileFields(List.of(), false);
    private static final String STABLE = "profile_fields";
    private static final String UNSTABLE = "org.matrix.msc4429.profile_fields";

    static ProfileFields read(FilterReader filter) {
        List<String> stable = filter.child(STABLE).stringsOrNull("ids");
        if (stable != null) {
            return new ProfileFields(List.copyOf(stable), false);
        }
        List<String> unstable = filter.child(UNSTABLE).stringsOrNull("ids");
        return unstable == null ? NONE : new ProfileFields(List.copyOf(unstable), true);
    }

    public boolean isEmpty() {
        return ids.isEmpty();
    }
}
