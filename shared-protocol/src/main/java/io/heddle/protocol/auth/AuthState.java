package io.heddle.protocol.auth;

import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The room state an event is authorised against. Only the keys of [AuthEventSelection#requiredState(Pdu)] are asked for.
@FunctionalInterface
public interface AuthState {
    @Nullable Pdu get(StateKey key);

    static AuthState of(Map<StateKey, Pdu> state) {
        return state::get;
    }

    /// The state made of these state events alone; for one key the last wins.
    static AuthState of(Collection<Pdu> events) {
        Map<StateKey, Pdu> state = HashMap.newHashMap(events.size());
        for (Pdu event : events) {
            StateKey key = event.stateKeyEntry();
            if (key != null) {
                state.put(key, event);
            }
        }
        return state::get;
    }
}
