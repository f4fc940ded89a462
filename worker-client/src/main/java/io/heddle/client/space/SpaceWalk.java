package io.heddle.client.space;

import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.room.RoomSummary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One walk through a hierarchy, depth first; every room is visited once.
final class SpaceWalk {
    private final SpaceRooms rooms;
    private final UserId user;
    private final int maxDepth;
    private final boolean suggestedOnly;
    private final Deque<Step> ahead = new ArrayDeque<>();
    private final Set<RoomId> visited = new HashSet<>();
    private final Map<RoomId, @Nullable RoomSummary> local = new HashMap<>();

    SpaceWalk(
            SpaceRooms rooms, RoomSummary root, UserId user, int maxDepth, boolean suggestedOnly) {
        this.rooms = rooms;
        this.user = user;
        this.maxDepth = maxDepth;
        this.suggestedOnly = suggestedOnly;
        local.put(root.room().id(), root);
        ahead.push(new Step(root.room().id(), null, 0));
    }

    private record Step(RoomId room, @Nullable SpaceChild child, int depth) {}

    /// The next `count` rooms; fewer at the end.
    List<SpaceRoom> next(int count) {
        List<SpaceRoom> found = new ArrayList<>();
        while (found.size() < count && !ahead.isEmpty()) {
            Step step = ahead.pop();
            if (visited.add(step.room())) {
                visit(step)
                        .ifPresent(room -> {
                            found.add(room);
                            if (step.depth() < maxDepth) {
                                enter(room.children(), step.depth() + 1);
                            }
                        });
            }
        }
        return found;
    }

    boolean isOver() {
        ahead.removeIf(step -> visited.contains(step.room()));
        return ahead.isEmpty();
    }

    private Optional<SpaceRoom> visit(Step step) {
        if (local.containsKey(step.room())) {
            return Optional.ofNullable(local.get(step.room()))
                    .map(summary -> rooms.local(summary, suggestedOnly));
        }
        return step.child() == null
                ? Optional.empty()
                : rooms.remote(step.child(), user, suggestedOnly);
    }

    private void enter(List<SpaceChild> children, int depth) {
        List<SpaceChild> unseen =
                children.stream().filter(child -> !visited.contains(child.room())).toList();
        local.putAll(rooms.local(unseen.stream().map(SpaceChild::room).toList(), user));
        for (SpaceChild child : unseen.reversed()) {
            ahead.push(new Step(child.room(), child, depth));
        }
    }
}
