package io.heddle.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Eight clients that page back through a room with a long history, each from its end to its
/// start and over again.
final class MessagesScenario implements Scenario {

    private static final int CLIENTS = 8;
    private static final int LIMIT = 30;

    private final Homeserver server;
    private final Plan plan;
    private String room = "";

    MessagesScenario(Homeserver server, Plan plan) {
        this.server = server;
        this.plan = plan;
    }

    @Override
    public void prepare() {
        room = server.createRoomOf(0, plan.sendMembers(), "History");
        server.fill(room, 0, plan.sendMembers(), plan.history());
    }

    @Override
    public void warmUp() {
        page(plan.pagingTime().dividedBy(2));
    }

    @Override
    public Map<String, Object> measure() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        CpuWindow window = CpuWindow.open(server.target());
        Latencies latencies = page(plan.pagingTime());
        window.close(metrics, latencies.size());
        latencies.describe(metrics);
        return metrics;
    }

    private Latencies page(Duration time) {
        Latencies[] latencies = new Latencies[CLIENTS];
        long deadline = System.nanoTime() + time.toNanos();
        Workers.run(
                server.target(),
                CLIENTS,
                (worker, connection) -> {
                    latencies[worker] = new Latencies();
                    String from = null;
                    int messages = 0;
                    while (System.nanoTime() < deadline) {
                        String text = page(connection, worker, from, latencies[worker]);
                        messages += JsonFields.count(text, "\"event_id\"");
                        from = JsonFields.string(text, "end");
                        messages = from == null ? checkAll(messages) : messages;
                    }
                });
        Latencies all = new Latencies();
        for (Latencies one : latencies) {
            all.addAll(one);
        }
        return all;
    }

    private String page(
            HttpConnection connection, int worker, @Nullable String from, Latencies latencies) {
        String query = "dir=b&limit=" + LIMIT;
        if (from != null) {
            query += "&from=" + Homeserver.encode(from);
        }
        long start = System.nanoTime();
        HttpReply reply = server.messages(connection, server.account(worker), room, query);
        latencies.add(System.nanoTime() - start);
        return reply.expectOk("messages").text();
    }

    /// At the room's start: a walk that skipped messages would be a short one.
    private int checkAll(int messages) {
        if (messages < plan.history()) {
            throw new BenchmarkException(
                    "paging found " + messages + " of more than " + plan.history() + " events");
        }
        return 0;
    }
}
