package io.heddle.protocol.push;

import io.heddle.protocol.id.UserId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final List<Step> STEPS = steps();

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
        Map<String, Actions> exceptions = new HashMap<>();
        Actions common = Actions.NONE;
        for (int i = 0; i < STEPS.size(); i++) {
            Step step = STEPS.get(i);
            if (!step.commonConditionsHold(context)) {
                continue;
            }
            if (step.personal == null) {
                common = step.actions;
                break;
            }
            step.personal.forEachMatch(context, user -> exceptions.putIfAbsent(user, step.actions));
        }
        exceptions.put(context.sender().value(), Actions.NONE);
        return new DefaultEvaluation(context, common, exceptions);
    }

    private static List<Step> steps() {
        return PushRuleset.defaults().evaluator().conditionalRules().map(Step::of).toList();
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
            Actions actions) {

        static Step of(PushRule rule) {
            List<Condition.Common> conditions = new ArrayList<>();
            List<Condition.Personal> personal = new ArrayList<>();
            for (Condition condition : rule.conditions()) {
                switch (condition) {
                    case Condition.Common common -> conditions.add(common);
                    case Condition.Personal ofUser -> personal.add(ofUser);
                    case Condition.ContainsDisplayName name ->
                            throw new IllegalStateException(
                                    rule + " depends on display names: " + name);
                }
            }
            if (personal.size() > 1) {
                throw new IllegalStateException(rule + " has several personal conditions");
            }
            return new Step(
                    List.copyOf(conditions),
                    personal.isEmpty() ? null : personal.getFirst(),
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
