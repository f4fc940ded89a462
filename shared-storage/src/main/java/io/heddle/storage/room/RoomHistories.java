package io.heddle.storage.room;

import com.github.benmanes.caffeine.cache.Cache;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.FollowingCache;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.Spans.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Memberships and history visibility over time, from the intervals of room state. Kept at hand while in use: what changes
/// them is heard of from the events stream.
@Repository
public class RoomHistories implements MeasuredCaches {
    private static final int ROOMS = 50_000;
    private static final int MEMBERS = 200_000;

    private final JdbcClient jdbc;
    private final Events events;
    private final FollowingCache<Long, Spans> visibilities;
    private final FollowingCache<Member, Spans> memberships;

    private final MessageRetention retention;

    RoomHistories(
            JdbcClient jdbc,
            Events events,
            Streams streams,
            StateNews news,
            MessageRetention retention) {
        this.retention = retention;
        this.jdbc = jdbc;
        this.events = events;
        this.visibilities =
                new FollowingCache<>(streams, StreamName.EVENTS, ROOMS, Function.identity());
        this.memberships =
                new FollowingCache<>(streams, StreamName.EVENTS, MEMBERS, Member::roomNid);
        news.listen(this::note);
    }

    public RoomHistory of(long roomNid, UserId user) {
        return Objects.requireNonNull(of(List.of(roomNid), user).get(roomNid));
    }

    /// A user's histories in some rooms, by room: at most two reads however many rooms, none for what is at hand.
    public Map<Long, RoomHistory> of(Collection<Long> rooms, UserId user) {
        List<Member> members = rooms.stream().distinct().map(nid -> new Member(nid, user)).toList();
        Map<Long, Spans> visible =
                visibilities.getAll(
                        members.stream().map(Member::roomNid).toList(), this::readVisibilities);
        Map<Member, Spans> own =
                memberships.getAll(members, missing -> readMemberships(missing, user));
        Map<Long, Long> horizons =
                retention.isEnabled() ? retention.horizons(visible.keySet()) : Map.of();
        Map<Long, RoomHistory> histories = new HashMap<>();
        for (Member member : members) {
            histories.put(
                    member.roomNid(),
                    new RoomHistory(
                            user,
                            Objects.requireNonNull(visible.get(member.roomNid())),
                            Objects.requireNonNull(own.get(member)),
                            horizons.getOrDefault(member.roomNid(), Long.MIN_VALUE)));
        }
        return histories;
    }

    private Map<Long, Spans> readVisibilities(List<Long> rooms) {
        return spans(rooms, "m.room.history_visibility", "", "history_visibility");
    }

    private Map<Member, Spans> readMemberships(List<Member> members, UserId user) {
        Map<Member, Spans> found = new HashMap<>();
        spans(
                        members.stream().map(Member::roomNid).toList(),
                        "m.room.member",
                        user.value(),
                        "membership")
                .forEach((room, spans) -> found.put(new Member(room, user), spans));
        return found;
    }

    private Map<Long, Spans> spans(List<Long> rooms, String type, String stateKey, String key) {
        List<Interval> intervals =
                jdbc.sql(
                                "SELECT room_nid, from_pos, to_pos, event_nid FROM room_state"
                                        + " WHERE room_nid = ANY (?) AND type = ? AND state_key = ? ORDER BY from_pos")
                        .params(rooms.toArray(Long[]::new), type, stateKey)
                        .query((row, number) ->
                                new Interval(
                                        row.getLong("room_nid"),
                                        row.getLong("from_pos"),
                                        row.getLong("to_pos"),
                                        row.getLong("event_nid")))
                        .list();
        Map<Long, StoredEvent> values =
                events.byNids(
                        intervals.stream().map(Interval::eventNid).collect(Collectors.toSet()));
        Map<Long, List<Span>> parts = new HashMap<>();
        rooms.forEach(room -> parts.put(room, new ArrayList<>()));
        for (Interval interval : intervals) {
            StoredEvent event = values.get(interval.eventNid());
            String value = event == null ? null : Json.string(event.pdu().content(), key);
            if (value != null) {
                Objects.requireNonNull(parts.get(interval.roomNid()))
                        .add(new Span(interval.from(), interval.to(), value));
            }
        }
        return parts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Spans.of(entry.getValue())));
    }

    private void note(long roomNid, @Nullable StateKey key, long position) {
        if (key == null) {
            visibilities.changed(roomNid, position);
            memberships.changed(roomNid, position);
        } else if (key.equals(StateKey.HISTORY_VISIBILITY)) {
            visibilities.changed(roomNid, position);
        } else if (key.type().equals("m.room.member") && UserId.isValid(key.key())) {
            memberships.changed(new Member(roomNid, UserId.parse(key.key())), position);
        }
    }

    private record Member(long roomNid, UserId user) {}

    private record Interval(long roomNid, long from, long to, long eventNid) {}

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of(
                "room_visibility_history",
                visibilities.cache(),
                "room_membership_history",
                memberships.cache());
    }
}
