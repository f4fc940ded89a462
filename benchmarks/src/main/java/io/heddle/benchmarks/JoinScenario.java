package io.heddle.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/// Users who join one new public room: eight at a time for the rate, then, in another room, one
/// after the other to see whether the last ones wait longer than the first.
final class JoinScenario implements Scenario {

    private static final int CLIENTS = 8;
    private static final int EDGE = 20;

    private final Homeserver server;
    private final Plan plan;

    JoinScenario(Homeserver server, Plan plan) {
        this.server = server;
        this.plan = plan;
    }

    @Override
    public void prepare() {
        // Every round has rooms of its own.
    }

    @Override
    public void warmUp() {
        joinAll(CLIENTS, plan.joins() / 4);
    }

    @Override
    public Map<String, Object> measure() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        CpuWindow window = CpuWindow.open(server.target());
        Latencies concurrent = joinAll(CLIENTS, plan.joins());
        window.close(metrics, concurrent.size());
        concurrent.describe(metrics);
        Latencies sequential = joinAll(1, plan.joins());
        double first = sequential.medianOf(0, EDGE);
        double last = sequential.medianOf(sequential.size() - EDGE, sequential.size());
        metrics.put("first_20_ms", first);
        metrics.put("last_20_ms", last);
        metrics.put("last_to_first", last / first);
        return metrics;
    }

    private Latencies joinAll(int clients, int joins) {
        String room = server.createRoomOf(0, 1, "Joins");
        Latencies all = new Latencies();
        Workers.share(
                server.target(),
                clients,
                joins - 1,
                (i, connection) -> {
                    long start = System.nanoTime();
                    server.join(connection, server.account(i + 1), room);
                    long duration = System.nanoTime() - start;
                    synchronized (all) {
                        all.add(duration);
                    }
                });
        return all;
    }
}
