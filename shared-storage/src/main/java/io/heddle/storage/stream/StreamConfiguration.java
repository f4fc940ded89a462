package io.heddle.storage.stream;

import io.heddle.protocol.event.Pdu;
import io.heddle.replication.ephemeral.PresenceStates;
import io.heddle.replication.ephemeral.TypingUsers;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.StreamSource;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the stream of events is read from, and what follows the streams that are stored nowhere.
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @ConditionalOnMissingBean
    RandomGenerator randomGenerator() {
        return new SecureRandom();
    }

    @Bean
    StreamSource<StreamRow.Event> eventsSource(Events events, Rooms rooms) {
        return new StreamSource<>(
                StreamName.EVENTS,
                (from, to, limit) -> {
                    List<StoredEvent> stored = events.stream(from, to, limit);
                    Map<Long, Room> known =
                            rooms.findAll(
                                    stored.stream()
                                            .map(StoredEvent::roomNid)
                                            .collect(Collectors.toSet()));
                    return stored.stream()
                            .map(event ->
                                    row(event, Objects.requireNonNull(known.get(event.roomNid()))))
                            .toList();
                });
    }

    private static StreamRow.Event row(StoredEvent event, Room room) {
        Pdu pdu = event.pdu();
        String membership =
                pdu.type().equals("m.room.member")
                        ? pdu.content().path("membership").asString(null)
                        : null;
        return new StreamRow.Event(
                event.nid(),
                event.roomNid(),
                event.position(),
                room.id().value(),
                pdu.eventId().value(),
                pdu.type(),
                pdu.stateKey(),
                pdu.sender().value(),
                membership,
                pdu.redacts() == null ? null : pdu.redacts().value(),
                event.softFailed(),
                pdu,
                null);
    }

    @Bean
    TypingUsers typingUsers(Streams streams) {
        return new TypingUsers(streams);
    }

    @Bean
    PresenceStates presenceStates(Streams streams) {
        return new PresenceStates(streams);
    }
}
