package io.heddle.events.room;

import io.heddle.events.room.PushCounter.PushCount;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.EventDraft.ClientTransaction;
import io.heddle.storage.event.Relation;
import io.heddle.storage.keys.ServerKeys;
import io.heddle.storage.persist.NewEvent;
import io.heddle.storage.persist.NewEvent.Redacting;
import io.heddle.storage.persist.NewEvent.StateChange;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Adds events to the draft of a room, with all that follows from them.
@Component
class EventPreparer {
    private static final Logger LOG = LoggerFactory.getLogger(EventPreparer.class);

    private final EventFactory factory;
    private final RelationRules relations;
    private final RedactionRules redactions;
    private final ServerKeys keys;
    private final Clock clock;
    private final PushCounter pushCounter;

    EventPreparer(
            EventFactory factory,
            RelationRules relations,
            RedactionRules redactions,
            ServerKeys keys,
            Clock clock,
            ObjectProvider<PushCounter> pushCounter) {
        this.factory = factory;
        this.relations = relations;
        this.redactions = redactions;
        this.keys = keys;
        this.clock = clock;
        this.pushCounter =
                pushCounter.getIfAvailable(() -> (room, event, thread) -> PushCount.NONE);
    }

    Pdu create(RoomVersion version, RoomId wanted, EventDraft draft) {
        return factory.create(version, wanted, draft);
    }

    /// The event that a draft would become, with every check of what local users send.
    Pdu build(RoomDraft room, EventDraft draft) {
        ContentRules.check(draft);
        Pdu event = factory.next(room, draft);
        relations.check(room, draft);
        redactions.check(room, draft);
        return event;
    }

    void add(RoomDraft room, EventDraft draft) {
        append(room, build(room, draft), draft.transaction());
    }

    /// Puts an authorised event at the end of the room's timeline.
    void append(RoomDraft room, Pdu event, @Nullable ClientTransaction transaction) {
        room.advance(event);
        EventId thread = relations.threadRoot(room, event);
        Redacting redacting = redactions.judge(room, event);
        List<StateChange> changes = changeState(room, event);
        PushCount count = count(room, event, thread);
        room.count(count, thread);
        if (redacting != null && redacting.applies()) {
            redactions.applyToState(room, redacting);
        }
        room.add(
                new NewEvent(
                        room.room(),
                        room.position(),
                        event,
                        clock.millis(),
                        room.notifyCount(),
                        room.highlightCount(),
                        count.notifies(),
                        count.highlights(),
                        event.sender().isOn(keys.serverName()),
                        thread,
                        event.isState() ? null : Relation.of(event.content()),
                        changes,
                        redacting,
                        transaction,
                        count.exceptions(),
                        false));
    }

    /// Unread counts are worth less than the event.
    private PushCount count(RoomDraft room, Pdu event, @Nullable EventId thread) {
        try {
            return pushCounter.count(room, event, thread);
        } catch (RuntimeException e) {
            LOG.error("Whom {} notifies is not known", event.eventId(), e);
            return PushCount.NONE;
        }
    }

    private List<StateChange> changeState(RoomDraft room, Pdu event) {
        StateKey key = event.stateKeyEntry();
        if (key == null) {
            return List.of();
        }
        String before = null;
        boolean local = false;
        if (key.type().equals("m.room.member") && UserId.isValid(key.key())) {
            Pdu member = room.state(key);
            UserId user = new UserId(key.key());
            before = member == null ? null : member.membership();
            local = user.isOn(keys.serverName());
            room.moveMember(user, local, before, event.membership());
        }
        room.putState(key, event);
        return List.of(new StateChange(key, event, before, local));
    }
}
