package io.heddle.sync.v3;

import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.RoomStates;
import io.heddle.sync.live.LiveEvent;
import io.heddle.sync.live.UserRoom;
import io.heddle.sync.room.Summaries.Summary;
import io.heddle.sync.room.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A room on its way into the answer: filled section by section, for all rooms at once.
final class RoomDraft {
    private final UserRoom room;
    private final boolean full;
    private final boolean newlyJoined;
    private long since = RoomStates.BEGINNING;
    private @Nullable List<LiveEvent> window;
    private Timeline timeline = Timeline.empty(0);
    private List<StoredEvent> state = List.of();
    private List<StoredEvent> sticky = List.of();
    private @Nullable Summary summary;
    private final List<byte[]> ephemeral = new ArrayList<>();
    private final List<byte[]> accountData = new ArrayList<>();
    private boolean silent;

    /// @param full the whole state is told, whatever the client may know
    /// @param newlyJoined the user was not in the room all the time since the client's token
    RoomDraft(UserRoom room, boolean full, boolean newlyJoined) {
        this.room = room;
        this.full = full;
        this.newlyJoined = newlyJoined;
    }

    UserRoom room() {
        return room;
    }

    long nid() {
        return room.roomNid();
    }

    String roomId() {
        return room.roomId().value();
    }

    boolean isFull() {
        return full;
    }

    boolean isNewlyJoined() {
        return newlyJoined;
    }

    /// The place up to which the client knows the room.
    long since() {
        return since;
    }

    void since(long place) {
        since = place;
    }

    /// All events since the client's token, when they are in memory.
    @Nullable List<LiveEvent> window() {
        return window;
    }

    void window(List<LiveEvent> events) {
        window = events;
    }

    Timeline timeline() {
        return timeline;
    }

    void timeline(Timeline read) {
        timeline = read;
    }

    List<StoredEvent> state() {
        return state;
    }

    void state(List<StoredEvent> events) {
        state = events;
    }

    /// Sticky events that the timeline does not have.
    List<StoredEvent> sticky() {
        return sticky;
    }

    void sticky(List<StoredEvent> events) {
        sticky = events;
    }

    @Nullable Summary summary() {
        return summary;
    }

    void summary(Summary counted) {
        summary = counted;
    }

    List<byte[]> ephemeral() {
        return ephemeral;
    }

    List<byte[]> accountData() {
        return accountData;
    }

    /// Nothing happened in the room's history since the client's token: timeline and state stay empty.
    boolean isSilent() {
        return silent;
    }

    void silent(long place) {
        silent = true;
        timeline = Timeline.empty(place);
    }

    boolean isEmpty() {
        return timeline.events().isEmpty()
                && !timeline.limited()
                && state.isEmpty()
                && sticky.isEmpty()
                && ephemeral.isEmpty()
                && accountData.isEmpty();
    }
}
