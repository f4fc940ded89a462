package io.heddle.protocol.push;

import io.heddle.protocol.json.PropertyPath;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A compiled condition of a push rule.
/// https://spec.matrix.org/v1.19/client-server-api/#conditions-1
sealed interface Condition {

    boolean matches(PushContext context, String user, @Nullable String displayName);

    /// A condition that depends on nothing but event and room, hence has one outcome for all users.
    sealed interface Common extends Condition {
        boolean matches(PushContext context);

        @Override
        default boolean matches(PushContext context, String user, @Nullable String displayName) {
            return matches(context);
        }
    }

    /// A condition on the user's own id, which can say of an event for whom it holds.
    sealed interface Personal extends Condition {
        void forEachMatch(PushContext context, Consumer<String> users);
    }

    record EventMatch(PropertyPath path, TextPattern pattern) implements Common {
        @Override
        public boolean matches(PushContext context) {
            String value = context.findString(path);
            return value != null && pattern.matches(value);
        }
    }

    record PropertyIs(PropertyPath path, JsonNode expected) implements Common {
        @Override
        public boolean matches(PushContext context) {
            JsonNode value = context.find(path);
            return value != null && Scalars.equal(value, expected);
        }
    }

    record PropertyContains(PropertyPath path, JsonNode expected) implements Common {
        @Override
        public boolean matches(PushContext context) {
            JsonNode array = context.find(path);
            if (array == null || !array.isArray()) {
                return false;
            }
            for (JsonNode element : array) {
                if (Scalars.equal(element, expected)) {
                    return true;
                }
            }
            return false;
        }
    }

    record MemberCount(Comparison comparison, long count) implements Common {
        @Override
        public boolean matches(PushContext context) {
            return comparison.holds(Long.compare(context.memberCount(), count));
        }
    }

    record SenderMayNotify(String key) implements Common {
        @Override
        public boolean matches(PushContext context) {
            return context.senderMayNotify(key);
        }
    }

    /// An unknown or unreadable condition, which makes its rule ineffective.
    record Unknown() implements Common {
        @Override
        public boolean matches(PushContext context) {
            return false;
        }
    }

    record ContainsDisplayName(PropertyPath path) implements Condition {
        @Override
        public boolean matches(PushContext context, String user, @Nullable String displayName) {
            if (displayName == null || displayName.isEmpty()) {
                return false;
            }
            String body = context.findString(path);
            return body != null && TextPattern.literalWords(displayName).matches(body);
        }
    }

    /// The event is in a thread to which the user is subscribed, or (false) is not. Never matches outside threads, nor
    /// where the server has no thread subscriptions.
    record ThreadSubscription(boolean subscribed) implements Condition {
        @Override
        public boolean matches(PushContext context, String user, @Nullable String displayName) {
            Set<String> subscribers = context.threadSubscribers();
            return subscribers != null && subscribers.contains(user) == subscribed;
        }
    }

    /// The property is the user's id.
    record IsUser(PropertyPath path) implements Personal {
        @Override
        public boolean matches(PushContext context, String user, @Nullable String displayName) {
            return user.equals(context.findString(path));
        }

        @Override
        public void forEachMatch(PushContext context, Consumer<String> users) {
            String value = context.findString(path);
            if (value != null) {
                users.accept(value);
            }
        }
    }

    /// The property is an array with the user's id in it.
    record ContainsUser(PropertyPath path) implements Personal {
        @Override
        public boolean matches(PushContext context, String user, @Nullable String displayName) {
            JsonNode array = context.find(path);
            if (array == null || !array.isArray()) {
                return false;
            }
            for (JsonNode element : array) {
                if (element.isString() && element.stringValue().equals(user)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void forEachMatch(PushContext context, Consumer<String> users) {
            JsonNode array = context.find(path);
            if (array == null || !array.isArray()) {
                return;
            }
            for (JsonNode element : array) {
                if (element.isString()) {
                    users.accept(element.stringValue());
                }
            }
        }
    }

    enum Comparison {
        EQUAL,
        LESS,
        GREATER,
        AT_LEAST,
        AT_MOST;

        boolean holds(int sign) {
            return switch (this) {
                case EQUAL -> sign == 0;
                case LESS -> sign < 0;
                case GREATER -> sign > 0;
                case AT_LEAST -> sign >= 0;
                case AT_MOST -> sign <= 0;
            };
        }
    }
}
