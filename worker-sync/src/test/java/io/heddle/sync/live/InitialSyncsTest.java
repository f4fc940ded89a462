package io.heddle.sync.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.protocol.error.MatrixException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InitialSyncsTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch running = new CountDownLatch(2);
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private String initialSync() {
        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        running.countDown();
        try {
            return gate.await(60, TimeUnit.SECONDS) ? "answer" : "late";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            atOnce.decrementAndGet();
        }
    }

    @Test
    @Tag("CS-SYNC-17")
    void twoHundredInitialSyncsRunAFewAtATimeAndLeaveTheThreadsOfRequestsToTheOthers()
            throws Exception {
        InitialSyncs syncs = new InitialSyncs(2, 1000);
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> initial = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                initial.add(requests.submit(() -> syncs.run(this::initialSync)));
            }
            running.await();
            assertThat(requests.submit(() -> "news").get(20, TimeUnit.SECONDS)).isEqualTo("news");
            assertThat(initial).noneMatch(Future::isDone);
            gate.countDown();
            for (Future<String> one : initial) {
                assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("answer");
            }
        } finally {
            syncs.destroy();
        }
        assertThat(most).hasValue(2);
    }

    @Test
    @Tag("CS-SYNC-17")
    void whoFindsTheQueueFullIsAskedToComeAgain() throws Exception {
        InitialSyncs syncs = new InitialSyncs(1, 1);
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> initial = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                initial.add(
                        requests.submit(() -> {
                            try {
                                return syncs.run(this::initialSync);
                            } catch (MatrixException e) {
                                assertThat(e.errcode()).isEqualTo("M_LIMIT_EXCEEDED");
                                refused.incrementAndGet();
                                gate.countDown();
                                return e.errcode();
                            }
                        }));
            }
            for (Future<String> one : initial) {
                one.get(20, TimeUnit.SECONDS);
            }
        } finally {
            syncs.destroy();
        }
        assertThat(refused).hasValue(1);
    }

    @Test
    void whatFailsFailsForItsCaller() {
        InitialSyncs syncs = new InitialSyncs(1, 1);
        assertThatThrownBy(() ->
                        syncs.run(() -> {
                            throw MatrixException.forbidden("no");
                        }))
                .isInstanceOf(MatrixException.class);
        syncs.destroy();
    }
}
