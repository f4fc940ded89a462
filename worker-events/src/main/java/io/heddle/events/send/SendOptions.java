package io.heddle.events.send;

import io.heddle.events.schedule.DelayedEventScheduling;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.auth.Requester;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// What sending takes beyond the specification: a delay, MSC4140, and how long the event is sticky, MSC4354.
@Component
class SendOptions {
    static final String DELAY = "org.matrix.msc4140.delay";
    static final String STICKY = "org.matrix.msc4354.sticky_duration_ms";

    private final DelayedEventScheduling scheduling;
    private final boolean sticky;

    SendOptions(DelayedEventScheduling scheduling, HomeserverSettings settings) {
        this.scheduling = scheduling;
        this.sticky = settings.experimentalFeatures().msc4354Enabled();
    }

    /// The draft with its stickiness, where this server knows that.
    EventDraft sticky(EventDraft draft, @Nullable Long durationMs) {
        if (!sticky || durationMs == null) {
            return draft;
        }
        if (durationMs < 0) {
            throw MatrixException.invalidParam(STICKY + " must not be negative");
        }
        return draft.sticky(durationMs);
    }

    /// Sends the draft, or schedules it, and answers with the event's id or the delay's.
    ObjectNode send(
            Requester requester,
            RoomId roomId,
            EventDraft draft,
            @Nullable Long delayMs,
            Supplier<EventId> now) {
        return delayMs == null
                ? SendController.answer(now.get())
                : Json.object()
                        .put("delay_id", scheduling.schedule(requester, roomId, draft, delayMs));
    }
}
