package io.heddle.sync.v3;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.replication.stream.StreamName;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.MembershipHistory.Hero;
import io.heddle.sync.room.MemberEvents;
import io.heddle.sync.room.MemberEvents.Member;
import io.heddle.sync.room.MemberEvents.MemberAt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Adds the members that a client needs to show what it is told, when it does not want all of them: senders, heroes and,
/// with full state, the user. https://spec.matrix.org/v1.19/client-server-api/#lazy-loading-room-members
@Component
class LazyLoading {
    private final MemberEvents memberEvents;
    private final Events events;
    private final SeenMembers seenMembers;

    LazyLoading(MemberEvents memberEvents, Events events, SeenMembers seenMembers) {
        this.memberEvents = memberEvents;
        this.events = events;
        this.seenMembers = seenMembers;
    }

    void add(
            List<RoomDraft> drafts,
            Map<Long, Map<StateKey, StoredEvent>> told,
            SyncContext context) {
        SeenMembers.Seen seen = seenMembers.of(context.userId(), context.request().deviceId());
        if (context.isInitial()) {
            seen.forget();
        }
        boolean after = context.request().stateMode().isAfter();
        List<MemberAt> wanted = new ArrayList<>();
        for (RoomDraft draft : drafts) {
            if (!draft.isSilent()) {
                long place = after ? draft.timeline().end() : draft.timeline().before();
                needed(draft, context)
                        .forEach(user ->
                                wanted.add(new MemberAt(new Member(draft.nid(), user), place)));
            }
        }
        if (!wanted.isEmpty()) {
            tell(drafts, memberEvents.at(wanted), told, context, seen);
        }
        remember(drafts, told, context, seen);
    }

    private void tell(
            List<RoomDraft> drafts,
            Map<Member, Long> found,
            Map<Long, Map<StateKey, StoredEvent>> told,
            SyncContext context,
            SeenMembers.Seen seen) {
        Set<Long> full = new HashSet<>();
        Set<Long> shown = new HashSet<>();
        for (RoomDraft draft : drafts) {
            if (draft.isFull()) {
                full.add(draft.nid());
            }
            if (!context.request().stateMode().isAfter()) {
                draft.timeline().events().forEach(event -> shown.add(event.nid()));
            }
        }
        boolean always = context.filter().includeRedundantMembers();
        long since = context.since(StreamName.EVENTS);
        List<Long> missing = new ArrayList<>();
        found.forEach((member, nid) -> {
            boolean known =
                    !always && !full.contains(member.roomNid()) && seen.knows(member, nid, since);
            if (!known && !shown.contains(nid)) {
                missing.add(nid);
            }
        });
        events.byNids(missing).values().forEach(event -> put(event, told));
    }

    private static void put(StoredEvent event, Map<Long, Map<StateKey, StoredEvent>> told) {
        Map<StateKey, StoredEvent> state = told.get(event.roomNid());
        StateKey key = event.pdu().stateKeyEntry();
        if (state != null && key != null) {
            state.putIfAbsent(key, event);
        }
    }

    private static void remember(
            List<RoomDraft> drafts,
            Map<Long, Map<StateKey, StoredEvent>> told,
            SyncContext context,
            SeenMembers.Seen seen) {
        long now = context.now(StreamName.EVENTS);
        for (RoomDraft draft : drafts) {
            Objects.requireNonNull(told.get(draft.nid()))
                    .values()
                    .forEach(event -> remember(event, now, seen));
            draft.timeline().events().forEach(event -> remember(event, now, seen));
        }
    }

    private static void remember(StoredEvent event, long now, SeenMembers.Seen seen) {
        Pdu pdu = event.pdu();
        String user = pdu.stateKey();
        if (user != null && pdu.type().equals("m.room.member")) {
            seen.tell(new Member(event.roomNid(), user), event.nid(), now);
        }
    }

    private static Set<String> needed(RoomDraft draft, SyncContext context) {
        Set<String> users = new LinkedHashSet<>();
        Set<String> introduced = new HashSet<>();
        boolean after = context.request().stateMode().isAfter();
        for (StoredEvent event : draft.timeline().events()) {
            Pdu pdu = event.pdu();
            if (!after && pdu.type().equals("m.room.member") && pdu.stateKey() != null) {
                introduced.add(pdu.stateKey());
            }
            if (!introduced.contains(pdu.sender().value())) {
                users.add(pdu.sender().value());
            }
        }
        if (draft.isFull()) {
            users.add(context.userId().value());
        }
        if (draft.summary() != null && !draft.summary().named()) {
            draft.summary().heroes(context.userId().value()).stream()
                    .map(Hero::userId)
                    .forEach(users::add);
        }
        return users;
    }
}
