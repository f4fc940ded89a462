package io.heddle.sync.v3;

import io.heddle.storage.event.StoredEvent;
import io.heddle.sync.live.LiveEvent;
import io.heddle.sync.room.Summaries;
import io.heddle.sync.room.Summaries.Summary;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Fills in room summaries: with full state, and whenever memberships may have changed.
@Component
class SummarySection {
    private final Summaries summaries;

    SummarySection(Summaries summaries) {
        this.summaries = summaries;
    }

    void fill(List<RoomDraft> drafts) {
        List<RoomDraft> changed = drafts.stream().filter(SummarySection::mayHaveChanged).toList();
        if (changed.isEmpty()) {
            return;
        }
        Map<Long, Summary> found = summaries.of(changed.stream().map(RoomDraft::nid).toList());
        for (RoomDraft draft : changed) {
            Summary summary = found.get(draft.nid());
            if (summary != null) {
                draft.summary(summary);
            }
        }
    }

    private static boolean mayHaveChanged(RoomDraft draft) {
        List<LiveEvent> window = draft.window();
        if (draft.isFull()) {
            return true;
        }
        if (window != null) {
            return window.stream().anyMatch(SummarySection::concernsMembers);
        }
        return draft.timeline().limited()
                || draft.timeline().events().stream().anyMatch(SummarySection::concernsMembers);
    }

    /// A room that gets or loses its name needs heroes no more or again.
    private static boolean concernsMembers(LiveEvent event) {
        return event.isState() && concernsMembers(event.row().type()) || !event.followsAlone();
    }

    private static boolean concernsMembers(StoredEvent event) {
        return event.pdu().isState() && concernsMembers(event.pdu().type());
    }

    private static boolean concernsMembers(String type) {
        return type.equals("m.room.member")
                || type.equals("m.room.name")
                || type.equals("m.room.canonical_alias");
    }
}
