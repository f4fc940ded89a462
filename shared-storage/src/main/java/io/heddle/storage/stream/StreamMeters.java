package io.heddle.storage.stream;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/// The one position that Synapse has a meter for as well.
@Component
class StreamMeters implements MeterBinder {
    private final Streams streams;

    StreamMeters(Streams streams) {
        this.streams = streams;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(
                        "synapse.event.persisted.position",
                        streams,
                        all -> all.position(StreamName.EVENTS))
                .description("Where the events stream stands")
                .register(registry);
    }
}
