package io.heddle.protocol.push;

import io.heddle.protocol.id.UserId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One evaluation of the default rules that serves every user who has them: the actions common to all, and the few
/// users for whom they differ. An event in a room of a thousand default users costs one walk over the rules and a
/// look-up a user.
///
/// What holds:
/// - For each user, [#forUser] equals `PushRuleset.defaults().evaluate(…)`. The default rules ask for a user's id only
///   in conditions that can list their matches (`m.mentions.user_ids`, an invite's `state_key`) and never for a display
///   name; a default rule with any other personal condition fails the class's initialisation, so this cannot drift.
/// - [#exceptions] holds ids as the event has them: neither checked nor limited to members, never more than the event
///   names plus its sender. Walk the members and look them up rather than the other way round.
/// - A user with changes of their own is never covered: use [#evaluateFor].
/// - The sender never gets an action.
public final class DefaultEvaluation {
    private static final Map<PushFeatures, List<Step>> STEPS = new ConcurrentHashMap<>();

    static {
        steps(PushFeatures.NONE);
    }

    private final PushContext context;
    private final Actions common;
    private final Map<String, Actions> exceptions;

    private DefaultEvaluation(
            PushContext context, Actions common, Map<String, Actions> exceptions) {
        this.context = context;
        this.common = common;
        this.exceptions = exceptions;
    }

    public static DefaultEvaluation of(PushContext context) {
        return of(context, PushFeatures.NONE);
    }

    /// The same on a server with some features.
    public static DefaultEvaluation of(PushContext context, PushFeatures features) {
        Walk walk = new Walk(context);
        List<Step> steps = steps(features);
        for (int i = 0; i < steps.size() && !walk.ended; i++) {
            walk.take(steps.get(i));
        }
        walk.exceptions.put(context.sender().value(), Actions.NONE);
        return new DefaultEvaluation(context, walk.common, walk.exceptions);
    }

    private static List<Step> steps(PushFeatures features) {
        return STEPS.computeIfAbsent(
                features,
                some ->
                        PushRuleset.defaults(some)
                                .evaluator()
                                .conditionalRules()
                                .map(Step::of)
                                .toList());
    }

    /// One walk along the rules.
    private static final class Walk {
        private final PushContext context;
        private final Map<String, Actions> exceptions = new HashMap<>();
        private Actions common = Actions.NONE;

        /// The users for whom no rule has matched yet; null for everybody who is no exception.
        private @Nullable Set<String> left;

        private boolean ended;

        Walk(PushContext context) {
            this.context = context;
        }

        void take(Step step) {
            if (!step.commonConditionsHold(context)) {
                return;
            }
            if (step.subscription != null) {
                takeThread(step.subscription.subscribed(), step.actions);
            } else if (step.personal != null) {
                step.personal.forEachMatch(context, user -> take(user, step.actions));
            } else {
                takeAll(step.actions);
                ended = true;
            }
        }

        private void takeThread(boolean subscribed, Actions actions) {
            Set<String> subscribers = context.threadSubscribers();
            if (subscribers == null) {
                return;
            }
            if (subscribed) {
                subscribers.forEach(user -> take(user, actions));
            } else if (left == null) {
                common = actions;
                left = subscribers;
            }
        }

        private void takeAll(Actions actions) {
            if (left == null) {
                common = actions;
            } else {
                left.forEach(user -> take(user, actions));
            }
        }

        private void take(String user, Actions actions) {
            if (left == null || left.contains(user)) {
                exceptions.putIfAbsent(user, actions);
            }
        }
    }

    /// The actions for every user with default rules who is not among the [#exceptions].
    public Actions common() {
        return common;
    }

    /// The users, by id, for whom the actions may differ from [#common]: those mentioned or invited, and the sender.
    public Map<String, Actions> exceptions() {
        return Collections.unmodifiableMap(exceptions);
    }

    /// Whether nobody with default rules is to be notified or highlighted.
    public boolean isSilent() {
        return !common.notifies() && exceptions.values().stream().noneMatch(Actions::notifies);
    }

    /// The actions for a user with default rules.
    public Actions forUser(UserId user) {
        return exceptions.getOrDefault(user.value(), common);
    }

    /// The actions for a user with any rules; costs a look-up when they are the defaults, else an evaluation.
    ///
    /// @param displayName the user's display name in the room; may be null when the rules do not need it
    public Actions evaluateFor(PushRuleset rules, UserId user, @Nullable String displayName) {
        return rules.isDefault() ? forUser(user) : rules.evaluate(context, user, displayName);
    }

    /// A default rule, its one personal condition set apart.
    private record Step(
            List<Condition.Common> conditions,
            Condition.@Nullable Personal personal,
            Condition.@Nullable ThreadSubscription subscription,
            Actions actions) {

        static Step of(PushRule rule) {
            List<Condition.Common> conditions = new ArrayList<>();
            List<Condition.Personal> personal = new ArrayList<>();
            List<Condition.ThreadSubscription> threads = new ArrayList<>();
            for (Condition condition : rule.conditions()) {
                switch (condition) {
                    case Condition.Common common -> conditions.add(common);
                    case Condition.Personal ofUser -> personal.add(ofUser);
                    case Condition.ThreadSubscription thread -> threads.add(thread);
                    case Condition.ContainsDisplayName name ->
                            throw new IllegalStateException(
                                    rule + " depends on display names: " + name);
                }
            }
            if (personal.size() + threads.size() > 1) {
                throw new IllegalStateException(rule + " has several personal conditions");
            }
            return new Step(
                    List.copyOf(conditions),
                    personal.isEmpty() ? null : personal.getFirst(),
                    threads.isEmpty() ? null : threads.getFirst(),
                    rule.actions());
        }

        boolean commonConditionsHold(PushContext context) {
            for (int i = 0; i < conditions.size(); i++) {
                if (!conditions.get(i).matches(context)) {
                    return false;
                }
            }
            return true;
        }
    }
}
