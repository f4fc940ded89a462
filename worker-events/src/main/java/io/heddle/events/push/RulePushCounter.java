package io.heddle.events.push;

import io.heddle.events.room.PushCounter;
import io.heddle.events.room.RoomView;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.push.Actions;
import io.heddle.protocol.push.DefaultEvaluation;
import io.heddle.protocol.push.PushContext;
import io.heddle.protocol.push.PushRuleset;
import io.heddle.storage.persist.NewEvent.PushException;
import io.heddle.storage.push.PushRuleStore;
import io.heddle.storage.thread.ThreadSubscriptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Counts by push rules: the default rules once for everybody, and for each user with rules of their own.
/// https://spec.matrix.org/v1.19/client-server-api/#push-rules
@Component
class RulePushCounter implements PushCounter {
    private final PushRuleStore rules;
    private final ThreadSubscriptions threads;

    RulePushCounter(PushRuleStore rules, ThreadSubscriptions threads) {
        this.rules = rules;
        this.threads = threads;
    }

    @Override
    public PushCount count(RoomView room, Pdu event, @Nullable EventId threadRoot) {
        Set<UserId> members = room.joinedLocalUsers();
        if (members.isEmpty()
                || members.size() == 1 && members.contains(event.sender()) && !event.isState()) {
            return PushCount.NONE;
        }
        DefaultEvaluation defaults =
                DefaultEvaluation.of(context(room, event, threadRoot), rules.features());
        Actions common = defaults.common();
        List<PushException> exceptions = new ArrayList<>();
        Map<UserId, PushRuleset> customised = rules.customisedAmong(members);
        for (Map.Entry<String, Actions> named : defaults.exceptions().entrySet()) {
            if (UserId.isValid(named.getKey())) {
                UserId user = new UserId(named.getKey());
                if (members.contains(user) && !customised.containsKey(user)) {
                    except(exceptions, event, user, common, named.getValue());
                }
            }
        }
        customised.forEach((user, ruleset) ->
                except(exceptions, event, user, common, own(room, event, defaults, user, ruleset)));
        return new PushCount(common.notifies(), common.highlight(), exceptions);
    }

    private PushContext context(RoomView room, Pdu event, @Nullable EventId threadRoot) {
        PushContext context =
                PushContext.of(
                        event,
                        room.joinedMembers(),
                        room.powerLevels().userLevel(event.sender()),
                        room.powerLevels()::notification);
        return threadRoot == null || !rules.features().threadSubscriptions()
                ? context
                : context.inThread(threads.subscribers(room.room().nid(), threadRoot));
    }

    private static Actions own(
            RoomView room,
            Pdu event,
            DefaultEvaluation defaults,
            UserId user,
            PushRuleset ruleset) {
        return defaults.evaluateFor(
                ruleset, user, ruleset.needsDisplayName() ? displayName(room, user) : null);
    }

    private static @Nullable String displayName(RoomView room, UserId user) {
        Pdu member = room.state(StateKey.member(user.value()));
        return member == null ? null : Json.string(member.content(), "displayname");
    }

    /// The sender needs no exception: by sending they have read up to this event.
    private static void except(
            List<PushException> exceptions,
            Pdu event,
            UserId user,
            Actions common,
            Actions actual) {
        int notify = one(actual.notifies()) - one(common.notifies());
        int highlight = one(actual.highlight()) - one(common.highlight());
        if ((notify != 0 || highlight != 0) && !user.equals(event.sender())) {
            exceptions.add(new PushException(user, notify, highlight));
        }
    }

    private static int one(boolean is) {
        return is ? 1 : 0;
    }
}
