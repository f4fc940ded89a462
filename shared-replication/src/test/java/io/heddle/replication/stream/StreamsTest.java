package io.heddle.replication.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsTest {
    private final HandBus bus = new HandBus();
    private final List<StreamRow.PushRules> stored = new ArrayList<>();
    private final List<Long> heard = new ArrayList<>();

    private Streams streams(long start) {
        StreamReader<StreamRow.PushRules> reader =
                (from, to, limit) ->
                        stored.stream()
                                .filter(row -> row.position() > from && row.position() <= to)
                                .limit(limit)
                                .toList();
        Streams streams =
                new Streams(
                        bus,
                        Map.of(StreamName.PUSH_RULES, reader),
                        Map.of(StreamName.PUSH_RULES, start));
        streams.<StreamRow.PushRules>listen(
                StreamName.PUSH_RULES,
                (from, to, rows) -> rows.forEach(row -> heard.add(row.position())));
        return streams;
    }

    private StreamNews<StreamRow.PushRules> write(long position) {
        StreamRow.PushRules row =
                new StreamRow.PushRules(position, "@user" + position + ":test.local");
        stored.add(row);
        return new StreamNews<>(StreamName.PUSH_RULES, position - 1, position, List.of(row));
    }

    private static List<Long> upTo(int last) {
        List<Long> positions = new ArrayList<>();
        for (long position = 1; position <= last; position++) {
            positions.add(position);
        }
        return positions;
    }

    @Test
    void a_follower_hears_every_row_in_order() {
        Streams streams = streams(0);
        for (long position = 1; position <= 5; position++) {
            streams.publish(write(position));
        }
        assertThat(heard).isEqualTo(upTo(5));
        assertThat(streams.position(StreamName.PUSH_RULES)).isEqualTo(5);
    }

    @Test
    void lost_news_is_read_from_storage_when_the_next_arrives() {
        Streams streams = streams(0);
        write(1);
        write(2);
        streams.publish(write(3));
        assertThat(heard).isEqualTo(upTo(3));
    }

    @Test
    void a_silent_bus_is_made_up_for_by_looking_at_storage() {
        Streams streams = streams(0);
        write(1);
        write(2);
        streams.caughtUpTo(StreamName.PUSH_RULES, 2);
        assertThat(heard).isEqualTo(upTo(2));
    }

    @Test
    void a_restarted_follower_goes_on_where_storage_stands() {
        write(1);
        write(2);
        Streams restarted = streams(2);
        restarted.publish(write(3));
        assertThat(heard).containsExactly(3L);
    }

    @Test
    void a_long_gap_is_read_in_pages() {
        Streams streams = streams(0);
        for (long position = 1; position < 3500; position++) {
            write(position);
        }
        streams.publish(write(3500));
        assertThat(heard).isEqualTo(upTo(3500));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void however_the_bus_loses_doubles_and_reorders_each_row_is_heard_once_in_order(long seed) {
        Random random = new Random(seed);
        Streams streams = streams(0);
        List<StreamNews<StreamRow.PushRules>> inFlight = new ArrayList<>();
        for (long position = 1; position <= 200; position++) {
            StreamNews<StreamRow.PushRules> news = write(position);
            for (int copies = random.nextInt(3); copies > 0; copies--) {
                inFlight.add(news);
            }
            Collections.shuffle(inFlight, random);
            while (!inFlight.isEmpty() && random.nextBoolean()) {
                bus.publish(inFlight.removeLast());
            }
        }
        streams.caughtUpTo(StreamName.PUSH_RULES, 200);
        assertThat(heard).as("seed %d", seed).isEqualTo(upTo(200));
    }

    @Test
    void a_waiter_wakes_at_its_position_and_gives_up_in_time() throws Exception {
        Streams streams = streams(0);
        Thread writer = Thread.ofVirtual().start(() -> streams.publish(write(1)));
        assertThat(streams.await(StreamName.PUSH_RULES, 1, Duration.ofSeconds(10))).isTrue();
        writer.join();
        assertThat(streams.await(StreamName.PUSH_RULES, 2, Duration.ofMillis(1))).isFalse();
    }

    @Test
    void a_token_says_where_it_stands_in_every_stream_and_foreign_ones_are_refused() {
        Streams streams = streams(7);
        SyncToken token = SyncToken.now(streams);
        assertThat(SyncToken.parse(token.toString())).isEqualTo(token);
        assertThat(token.position(StreamName.PUSH_RULES)).isEqualTo(7);
        assertThat(SyncToken.parse("s5_6").position(StreamName.TYPING)).isZero();
        for (String bad : List.of("", "x", "s", "s-1", "s1_x", "s" + "1_".repeat(40) + "1", "t5")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> SyncToken.parse(bad))
                    .as(bad)
                    .isInstanceOf(io.heddle.protocol.error.MatrixException.class);
        }
    }

    private static final class HandBus implements Bus {
        private final List<Consumer<StreamNews<? extends StreamRow>>> handlers = new ArrayList<>();

        @Override
        public void publish(StreamNews<? extends StreamRow> news) {
            handlers.forEach(handler -> handler.accept(news));
        }

        @Override
        public void subscribe(Consumer<StreamNews<? extends StreamRow>> handler) {
            handlers.add(handler);
        }
    }
}
