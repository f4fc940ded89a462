package io.heddle.storage.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.replication.bus.InMemoryBus;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FollowingCacheTest {
    private final Streams streams = new Streams(new InMemoryBus(), Map.of(), Map.of());
    private final FollowingCache<String, Integer> cache =
            new FollowingCache<>(streams, StreamName.EVENTS, 100, Function.identity());
    private final AtomicInteger reads = new AtomicInteger();

    private int value() {
        return cache.get("key", key -> reads.incrementAndGet());
    }

    @Test
    void whatChangedIsReadAgain() {
        assertThat(value()).isEqualTo(1);
        assertThat(value()).isEqualTo(1);
        cache.changed("key", 1);
        assertThat(value()).isEqualTo(2);
    }

    @Test
    void whatManyWantAtTheSameMomentIsReadOnce() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                readers.add(
                        threads.submit(() ->
                                cache.get(
                                        "key",
                                        key -> {
                                            awaitQuietly(gate);
                                            return reads.incrementAndGet();
                                        })));
            }
            gate.countDown();
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            }
        }
    }

    @Test
    void aReaderWhoTakesLongHoldsNobodyUpForLong() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> slow =
                    threads.submit(() ->
                            cache.get(
                                    "key",
                                    key -> {
                                        reading.countDown();
                                        awaitQuietly(gate);
                                        return 7;
                                    }));
            reading.await();
            assertThat(value()).isEqualTo(1);
            gate.countDown();
            assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo(7);
        }
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
