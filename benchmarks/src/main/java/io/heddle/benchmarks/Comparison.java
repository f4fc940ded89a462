package io.heddle.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/// Runs one scenario against every server: prepared side by side, measured by turns. A server that
/// fails drops out of this scenario, with the reason in its place.
final class Comparison {

    private static final int SETTLE_LIMIT_SECONDS = 15;
    private static final double QUIET_MILLIS_PER_SECOND = 100;

    private final String name;
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final Map<String, Scenario> running = new LinkedHashMap<>();
    private final Map<String, List<Object>> rounds = new LinkedHashMap<>();
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    Comparison(String name, List<Homeserver> servers, Function<Homeserver, Scenario> factory) {
        this.name = name;
        for (Homeserver server : servers) {
            targets.put(server.target().name(), server.target());
            running.put(server.target().name(), factory.apply(server));
            rounds.put(server.target().name(), new ArrayList<>());
        }
    }

    Map<String, Object> run(int count) {
        prepare();
        byTurns("settling", (server, scenario) -> settle(server));
        byTurns("warm-up", (server, scenario) -> scenario.warmUp());
        for (int round = 1; round <= count; round++) {
            byTurns("round " + round, this::measure);
        }
        Map<String, Object> found = new LinkedHashMap<>(rounds);
        failures.forEach((server, reason) -> found.put(server, "failure: " + reason));
        return found;
    }

    private void prepare() {
        List<Thread> threads = new ArrayList<>();
        running.forEach((server, scenario) ->
                threads.add(
                        Thread.startVirtualThread(
                                () -> attempt("set-up", server, Scenario::prepare))));
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchmarkException("interrupted", e);
            }
        }
    }

    private void byTurns(String step, Step action) {
        for (String server : running.keySet()) {
            attempt(step, server, scenario -> action.run(server, scenario));
        }
    }

    /// Waits for the end of what the server does behind the set-up, such as its user directory.
    private void settle(String server) {
        ProcessGroup processes = targets.get(server).processes();
        double before = processes.cpuMillis();
        for (int i = 0; i < SETTLE_LIMIT_SECONDS; i++) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            double now = processes.cpuMillis();
            if (now - before < QUIET_MILLIS_PER_SECOND) {
                return;
            }
            before = now;
        }
    }

    private void measure(String server, Scenario scenario) {
        Map<String, Object> metrics = scenario.measure();
        rounds.get(server).add(metrics);
        LoadGenerator.print("  " + metrics);
    }

    private void attempt(String step, String server, Consumer<Scenario> action) {
        if (failures.containsKey(server)) {
            return;
        }
        long start = System.nanoTime();
        try {
            action.accept(running.get(server));
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            LoadGenerator.print("%s, %s of %s: %d s".formatted(name, step, server, seconds));
        } catch (RuntimeException e) {
            failures.put(server, step + ": " + e.getMessage());
            LoadGenerator.print(
                    "%s, %s of %s FAILED: %s".formatted(name, step, server, e.getMessage()));
        }
    }

    private interface Step {
        void run(String server, Scenario scenario);
    }
}
