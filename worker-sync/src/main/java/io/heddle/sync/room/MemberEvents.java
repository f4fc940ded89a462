package io.heddle.sync.room;

import com.github.benmanes.caffeine.cache.Cache;
import io.heddle.protocol.event.StateKey;
import io.heddle.replication.meter.MeasuredCaches;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.FollowingCache;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.RoomStates;
import io.heddle.storage.room.RoomStates.Interval;
import io.heddle.storage.room.RoomStates.KeyAt;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Which event makes a user a member of a room, for those who load members lazily. Kept at hand for who was asked for.
@Component
public class MemberEvents implements MeasuredCaches {
    private static final int MAX_MEMBERS = 200_000;

    private final RoomStates states;
    private final FollowingCache<Member, Interval> current;

    MemberEvents(Streams streams, RoomStates states) {
        this.states = states;
        this.current =
                new FollowingCache<>(streams, StreamName.EVENTS, MAX_MEMBERS, Member::roomNid);
        streams.<StreamRow.Event>listen(
                StreamName.EVENTS, (from, to, rows) -> rows.forEach(this::note));
    }

    /// A user in a room.
    public record Member(long roomNid, String userId) {}

    /// A user in a room as of a place of its timeline.
    public record MemberAt(Member member, long position) {}

    private void note(StreamRow.Event row) {
        if (row.membership() != null && row.stateKey() != null) {
            current.changed(new Member(row.roomNid(), row.stateKey()), row.position());
        }
        if (row.pdu() != null && row.pdu().prevEvents().size() > 1) {
            current.changed(row.roomNid(), row.position());
        }
    }

    /// The numbers of the member events that held at these places.
    public Map<Member, Long> at(Collection<MemberAt> wanted) {
        Map<Member, Interval> now =
                current.getAll(
                        wanted.stream().map(MemberAt::member).distinct().toList(), this::readNow);
        Map<Member, Long> found = new HashMap<>();
        Map<Member, MemberAt> earlier = new HashMap<>();
        for (MemberAt at : wanted) {
            Interval interval = now.get(at.member());
            if (interval != null && interval.covers(at.position())) {
                found.put(at.member(), interval.eventNid());
            } else {
                earlier.put(at.member(), at);
            }
        }
        if (!earlier.isEmpty()) {
            read(earlier.values())
                    .forEach((member, interval) -> found.put(member, interval.eventNid()));
        }
        return found;
    }

    private Map<Member, Interval> readNow(List<Member> members) {
        return read(
                members.stream().map(member -> new MemberAt(member, RoomState.OPEN - 1)).toList());
    }

    private Map<Member, Interval> read(Collection<MemberAt> members) {
        Map<Member, Interval> read = new HashMap<>();
        states.keysAt(
                        members.stream()
                                .map(at ->
                                        new KeyAt(
                                                at.member().roomNid(),
                                                at.position(),
                                                StateKey.member(at.member().userId())))
                                .toList())
                .forEach(interval ->
                        read.put(new Member(interval.roomNid(), interval.key().key()), interval));
        return read;
    }

    @Override
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("sync_member_events", current.cache());
    }
}
