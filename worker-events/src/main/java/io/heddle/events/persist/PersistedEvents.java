package io.heddle.events.persist;

import io.heddle.storage.persist.NewEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts stored events by type and origin. Used by the writer's thread alone.
final class PersistedEvents {
    private static final String OTHER = "*other*";

    /// Types that have a counter of their own; anybody may make up more.
    private static final Set<String> TYPES =
            Set.of(
                    "m.room.create",
                    "m.room.member",
                    "m.room.power_levels",
                    "m.room.join_rules",
                    "m.room.history_visibility",
                    "m.room.guest_access",
                    "m.room.canonical_alias",
                    "m.room.name",
                    "m.room.topic",
                    "m.room.avatar",
                    "m.room.encryption",
                    "m.room.encrypted",
                    "m.room.message",
                    "m.room.redaction",
                    "m.room.tombstone",
                    "m.room.third_party_invite",
                    "m.room.server_acl",
                    "m.reaction",
                    "m.sticker",
                    "m.space.child",
                    "m.space.parent",
                    "m.call.invite",
                    "m.call.member");

    private final MeterRegistry meters;
    private final Counter all;
    private final Map<String, Counter> local = new HashMap<>();
    private final Map<String, Counter> remote = new HashMap<>();

    PersistedEvents(MeterRegistry meters) {
        this.meters = meters;
        this.all =
                Counter.builder("synapse.storage.events.persisted.events")
                        .description("Events stored")
                        .register(meters);
    }

    void add(List<PendingWrite> writes) {
        for (PendingWrite write : writes) {
            all.increment(write.events().size());
            write.events().forEach(event -> separate(event).increment());
        }
    }

    private Counter separate(NewEvent event) {
        String type = event.pdu().type();
        Map<String, Counter> counters = event.localSender() ? local : remote;
        return counters.computeIfAbsent(
                TYPES.contains(type) ? type : OTHER,
                key ->
                        Counter.builder("synapse.storage.events.persisted.events.sep")
                                .description("Events stored, by type and origin")
                                .tag("type", key)
                                .tag("origin_type", event.localSender() ? "local" : "remote")
                                .register(meters));
    }
}
