package io.heddle.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Members of one room who all long-poll `/sync` while some of them send five messages a second:
/// time from the start of the send request until each member has the sync response with it.
///
/// The messages go out by the clock, whether or not the server has answered the one before.
final class DeliveryScenario implements Scenario {

    private static final int PER_SECOND = 5;
    private static final int SENDERS = 10;
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final String MARK = "delivery-";

    private final Homeserver server;
    private final Plan plan;
    private final String[] since;
    private String room = "";

    DeliveryScenario(Homeserver server, Plan plan) {
        this.server = server;
        this.plan = plan;
        this.since = new String[plan.deliveryMembers()];
    }

    @Override
    public void prepare() {
        room = server.createRoomOf(first(), plan.accounts(), "Delivery");
        Workers.share(
                server.target(),
                4,
                plan.deliveryMembers(),
                (i, connection) ->
                        since[i] =
                                server.sync(connection, member(i), "timeout=0")
                                        .expectOk("sync")
                                        .field("next_batch"));
    }

    /// The last accounts: those that are in the fewest other rooms.
    private int first() {
        return plan.accounts() - plan.deliveryMembers();
    }

    private Account member(int index) {
        return server.account(first() + index);
    }

    @Override
    public void warmUp() {
        new Round(plan.sendWarmUp().dividedBy(2)).run();
    }

    @Override
    public Map<String, Object> measure() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        Round round = new Round(plan.deliveryTime());
        CpuWindow window = CpuWindow.open(server.target());
        Latencies latencies = round.run();
        window.close(metrics, latencies.size());
        latencies.describe(metrics);
        metrics.put("messages", round.messages);
        metrics.put("undelivered", round.messages * plan.deliveryMembers() - latencies.size());
        return metrics;
    }

    private final class Round {

        private final int messages;
        private final String mark = MARK + System.nanoTime() + "-";
        private final long[] sentAt;
        private final CountDownLatch synced;
        private final AtomicInteger left;
        private final CountDownLatch delivered = new CountDownLatch(1);
        private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        private volatile boolean over;

        Round(Duration time) {
            messages = (int) (time.toMillis() * PER_SECOND / 1000);
            sentAt = new long[messages];
            synced = new CountDownLatch(plan.deliveryMembers());
            left = new AtomicInteger(messages * plan.deliveryMembers());
        }

        Latencies run() {
            List<HttpConnection> connections = new ArrayList<>();
            Latencies[] latencies = new Latencies[plan.deliveryMembers()];
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < plan.deliveryMembers(); i++) {
                    int member = i;
                    HttpConnection connection = server.target().connect();
                    connections.add(connection);
                    latencies[i] = new Latencies();
                    threads.submit(
                            () -> guard(() -> follow(member, connection, latencies[member])));
                }
                await(synced, DRAIN);
                pause(System.nanoTime() + SETTLE.toNanos());
                sendAll(threads, connections);
                await(delivered, DRAIN);
                over = true;
                connections.forEach(HttpConnection::close);
            }
            rethrow();
            Latencies all = new Latencies();
            for (Latencies one : latencies) {
                all.addAll(one);
            }
            return all;
        }

        /// Syncs until the round is over; the first answer may still hold what went before.
        private void follow(int member, HttpConnection connection, Latencies latencies) {
            String timeout = "timeout=0&since=";
            while (!over) {
                String query = timeout + Homeserver.encode(since[member]);
                HttpReply reply = server.sync(connection, member(member), query).expectOk("sync");
                long now = System.nanoTime();
                String text = reply.text();
                since[member] = reply.field("next_batch");
                if (timeout.startsWith("timeout=0")) {
                    timeout = "timeout=30000&since=";
                    synced.countDown();
                }
                record(text, now, latencies);
            }
        }

        private void record(String text, long now, Latencies latencies) {
            for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
                int from = at + mark.length();
                int number = Integer.parseInt(text.substring(from, text.indexOf('.', from)));
                latencies.add(now - sentAt[number]);
                if (left.decrementAndGet() == 0) {
                    delivered.countDown();
                }
            }
        }

        private void sendAll(ExecutorService threads, List<HttpConnection> opened) {
            List<HttpConnection> connections = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                connections.add(server.target().connect());
            }
            opened.addAll(connections);
            long start = System.nanoTime();
            for (int i = 0; i < messages && failure.get() == null; i++) {
                pause(start + i * (TimeUnit.SECONDS.toNanos(1) / PER_SECOND));
                int number = i;
                threads.submit(() -> guard(() -> send(number, connections.get(number % SENDERS))));
            }
        }

        private void send(int number, HttpConnection connection) {
            Account sender = member(number % SENDERS);
            sentAt[number] = System.nanoTime();
            synchronized (connection) {
                server.send(connection, sender, room, mark + number + ".").expectOk("send");
            }
        }

        private void guard(Runnable work) {
            try {
                work.run();
            } catch (RuntimeException e) {
                if (!over) {
                    failure.compareAndSet(null, e);
                    delivered.countDown();
                    synced.countDown();
                }
            }
        }

        private void rethrow() {
            RuntimeException first = failure.get();
            if (first != null) {
                throw first;
            }
        }

        private static void pause(long untilNanos) {
            for (long rest = untilNanos - System.nanoTime();
                    rest > 0;
                    rest = untilNanos - System.nanoTime()) {
                LockSupport.parkNanos(rest);
            }
        }

        private static void await(CountDownLatch latch, Duration limit) {
            try {
                boolean unused = latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchmarkException("interrupted", e);
            }
        }
    }
}
