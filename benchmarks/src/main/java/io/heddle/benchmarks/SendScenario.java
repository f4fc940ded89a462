package io.heddle.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sixteen clients that each send a message, wait for its acknowledgement and send the next.
final class SendScenario implements Scenario {

    private static final int SENDERS = 16;

    private final Homeserver server;
    private final Plan plan;
    private final int roomCount;
    private final List<String> rooms = new ArrayList<>();

    SendScenario(Homeserver server, Plan plan, int roomCount) {
        this.server = server;
        this.plan = plan;
        this.roomCount = roomCount;
    }

    @Override
    public void prepare() {
        for (int i = 0; i < roomCount; i++) {
            rooms.add(server.createRoomOf(0, plan.sendMembers(), "Sends " + i));
        }
    }

    @Override
    public void warmUp() {
        send(plan.sendWarmUp());
    }

    @Override
    public Map<String, Object> measure() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        CpuWindow window = CpuWindow.open(server.target());
        Sent[] sent = send(plan.sendTime());
        Latencies all = new Latencies();
        for (Sent one : sent) {
            all.addAll(one.latencies);
        }
        window.close(metrics, all.size());
        all.describe(metrics);
        metrics.put("acknowledged_but_missing", countMissing(sent));
        return metrics;
    }

    private Sent[] send(Duration time) {
        Sent[] sent = new Sent[SENDERS];
        long deadline = System.nanoTime() + time.toNanos();
        Workers.run(
                server.target(),
                SENDERS,
                (worker, connection) -> {
                    sent[worker] = new Sent();
                    while (System.nanoTime() < deadline) {
                        sendOne(worker, connection, sent[worker]);
                    }
                });
        return sent;
    }

    private void sendOne(int worker, HttpConnection connection, Sent sent) {
        String body = "Message " + sent.latencies.size() + " of sender " + worker;
        long start = System.nanoTime();
        HttpReply reply = server.send(connection, server.account(worker), room(worker), body);
        sent.latencies.add(System.nanoTime() - start);
        sent.last = reply.expectOk("send");
    }

    private String room(int worker) {
        return rooms.get(worker % rooms.size());
    }

    /// How many of the senders' last acknowledged events the server does not know any more.
    private int countMissing(Sent[] sent) {
        int[] missing = new int[1];
        Workers.run(
                server.target(),
                1,
                (one, connection) -> {
                    for (int i = 0; i < sent.length; i++) {
                        String id = sent[i].last.field("event_id");
                        HttpReply reply = server.event(connection, server.account(i), room(i), id);
                        missing[0] += reply.isOk() ? 0 : 1;
                    }
                });
        return missing[0];
    }

    private static final class Sent {
        private final Latencies latencies = new Latencies();
        private HttpReply last = new HttpReply(0, new byte[0]);
    }
}
