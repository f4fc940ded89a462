package io.heddle.protocol.auth;

import static io.heddle.protocol.auth.AuthResult.denied;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Rule 2 (2 and 3 since room version 12): what an event lists as its `auth_events`.
final class AuthEventsRules {
    private AuthEventsRules() {}

    static AuthResult check(
            Pdu event,
            Collection<Pdu> authEvents,
            Predicate<EventId> rejected,
            @Nullable Pdu create) {
        if (event.type().equals("m.room.create")) {
            return AuthResult.ALLOWED;
        }
        if (event.version().auth().roomIdIsCreateHash() && !isRoomOf(event, create, rejected)) {
            return denied("The room ID is not that of an accepted create event");
        }
        Map<EventId, Pdu> known = HashMap.newHashMap(authEvents.size());
        authEvents.forEach(authEvent -> known.put(authEvent.eventId(), authEvent));
        Set<StateKey> wanted = AuthEventSelection.keysFor(event);
        Set<StateKey> seen = new HashSet<>();
        for (EventId id : event.authEvents()) {
            AuthResult result = checkEntry(event, known.get(id), wanted, seen, rejected);
            if (!result.isAllowed()) {
                return result;
            }
        }
        return wanted.contains(StateKey.CREATE) && !seen.contains(StateKey.CREATE)
                ? denied("No create event among the auth events")
                : AuthResult.ALLOWED;
    }

    private static boolean isRoomOf(Pdu event, @Nullable Pdu create, Predicate<EventId> rejected) {
        return create != null
                && create.type().equals("m.room.create")
                && create.roomId().equals(event.roomId())
                && !rejected.test(create.eventId());
    }

    private static AuthResult checkEntry(
            Pdu event,
            @Nullable Pdu entry,
            Set<StateKey> wanted,
            Set<StateKey> seen,
            Predicate<EventId> rejected) {
        if (entry == null) {
            return denied("An auth event is not known");
        }
        if (!entry.roomId().equals(event.roomId())) {
            return denied("An auth event is of another room");
        }
        StateKey key = entry.stateKeyEntry();
        if (key == null || !wanted.contains(key)) {
            return denied("An auth event is not one that the event needs");
        }
        if (!seen.add(key)) {
            return denied("Two auth events are for the same state");
        }
        return rejected.test(entry.eventId())
                ? denied("An auth event was rejected")
                : AuthResult.ALLOWED;
    }
}
