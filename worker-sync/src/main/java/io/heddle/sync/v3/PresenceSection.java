package io.heddle.sync.v3;

import io.heddle.protocol.filter.EventFilter;
import io.heddle.replication.call.Presences;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.ephemeral.PresenceStates;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.storage.room.MembershipHistory;
import io.heddle.sync.json.JsonOut;
import io.heddle.sync.live.UserRoom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Presence of those who share a room with the user, and the user's own. https://spec.matrix.org/v1.19/client-server-api/#presence
@Component
class PresenceSection {
    private final PresenceStates states;
    private final MembershipHistory memberships;
    private final Clock clock;
    private final boolean enabled;

    PresenceSection(
            PresenceStates states,
            MembershipHistory memberships,
            Clock clock,
            HomeserverSettings settings) {
        this.states = states;
        this.memberships = memberships;
        this.clock = clock;
        this.enabled = settings.presence().enabled();
    }

    /// @param entered rooms that the user joined since the client's token
    /// @param came users who came to the user's rooms since then
    List<byte[]> read(SyncContext context, Set<Long> entered, Collection<String> came) {
        EventFilter filter = context.filter().presence();
        if (!enabled || filter.acceptsNothing()) {
            return List.of();
        }
        Map<String, StreamRow.Presence> news = new LinkedHashMap<>();
        boolean all = context.isInitial() || context.request().fullState();
        if (all || !takeNews(context, news)) {
            takeAll(joined(context), news, context.isInitial());
            String self = context.user().id().value();
            states.of(self).ifPresent(state -> news.put(self, state));
        } else if (!entered.isEmpty()) {
            takeAll(entered, news, false);
        }
        states.ofAll(came).forEach(news::putIfAbsent);
        List<byte[]> events = new ArrayList<>();
        for (StreamRow.Presence presence : news.values()) {
            if (filter.matches("m.presence", presence.userId(), null)) {
                events.add(event(presence));
            }
        }
        return events;
    }

    private static Set<Long> joined(SyncContext context) {
        return context.rooms().rooms().values().stream()
                .filter(UserRoom::isJoined)
                .map(UserRoom::roomNid)
                .collect(java.util.stream.Collectors.toSet());
    }

    private boolean takeNews(SyncContext context, Map<String, StreamRow.Presence> news) {
        if (!context.mayHaveNews(StreamName.PRESENCE)) {
            return true;
        }
        List<StreamRow.Presence> rows =
                context.user()
                        .presenceBetween(
                                context.since(StreamName.PRESENCE),
                                context.now(StreamName.PRESENCE));
        if (rows == null) {
            return false;
        }
        rows.forEach(row -> news.put(row.userId(), row));
        return true;
    }

    private void takeAll(
            Collection<Long> rooms, Map<String, StreamRow.Presence> news, boolean onlyPresent) {
        states.ofAll(memberships.joinedTo(rooms)).values().stream()
                .filter(state -> !onlyPresent || !state.presence().equals(Presences.OFFLINE))
                .forEach(state -> news.put(state.userId(), state));
    }

    private byte[] event(StreamRow.Presence presence) {
        JsonOut out = new JsonOut(256).beginObject();
        out.name("type").value("m.presence");
        out.name("sender").value(presence.userId());
        out.name("content").beginObject();
        out.name("presence").value(presence.presence());
        if (presence.lastActiveTs() > 0) {
            out.name("last_active_ago")
                    .value(Math.max(0, clock.millis() - presence.lastActiveTs()));
        }
        if (presence.statusMsg() != null) {
            out.name("status_msg").value(presence.statusMsg());
        }
        if (presence.presence().equals(Presences.ONLINE)) {
            out.name("currently_active").value(presence.currentlyActive());
        }
        return out.endObject().endObject().toBytes();
    }
}
