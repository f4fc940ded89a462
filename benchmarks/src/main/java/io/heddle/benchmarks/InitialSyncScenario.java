package io.heddle.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// First `/sync` of a new device, one after the other, of an account in several rooms. Every sync
/// is of a device just logged in, because servers may keep the answer of a repeated request.
final class InitialSyncScenario implements Scenario {

    private final Homeserver server;
    private final Plan plan;
    private final InitialSyncRooms rooms;
    private final int account;
    private final int joined;

    InitialSyncScenario(
            Homeserver server, Plan plan, InitialSyncRooms rooms, int account, int joined) {
        this.server = server;
        this.plan = plan;
        this.rooms = rooms;
        this.account = account;
        this.joined = joined;
    }

    @Override
    public void prepare() {
        rooms.prepare();
    }

    @Override
    public void warmUp() {
        syncAll(new Latencies(), 3);
    }

    @Override
    public Map<String, Object> measure() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        Latencies latencies = new Latencies();
        CpuWindow window = CpuWindow.open(server.target());
        int bytes = syncAll(latencies, plan.initialSyncs());
        window.close(metrics, latencies.size());
        latencies.describe(metrics);
        metrics.put("response_bytes", bytes);
        return metrics;
    }

    private int syncAll(Latencies latencies, int count) {
        int[] bytes = new int[1];
        Workers.run(
                server.target(),
                1,
                (worker, connection) -> {
                    for (int i = 0; i < count; i++) {
                        Account device = server.login(connection, server.account(account));
                        long start = System.nanoTime();
                        HttpReply reply = server.sync(connection, device, "timeout=0");
                        latencies.add(System.nanoTime() - start);
                        bytes[0] = check(reply.expectOk("initial sync"));
                    }
                });
        return bytes[0];
    }

    /// An answer that lacks rooms or messages would be a fast one.
    private int check(HttpReply reply) {
        String text = reply.text();
        List<String> expected = rooms.ids().subList(0, joined);
        for (String room : expected) {
            if (!text.contains(room)) {
                throw new BenchmarkException("initial sync lacks room " + room);
            }
        }
        int messages = JsonFields.count(text, InitialSyncRooms.MARK);
        if (messages < joined * Math.min(10, plan.roomMessages())) {
            throw new BenchmarkException("initial sync has " + messages + " messages only");
        }
        return reply.body().length;
    }
}
