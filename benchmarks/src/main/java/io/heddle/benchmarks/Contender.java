package io.heddle.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One server in one scenario: it drops out at its first failure, with the reason in its place.
final class Contender {

    private static final int SETTLE_LIMIT_SECONDS = 15;
    private static final double QUIET_MILLIS_PER_SECOND = 100;

    private final String scenarioName;
    private final Target target;
    private final Scenario scenario;
    private final List<Map<String, Object>> rounds = new ArrayList<>();
    private volatile @Nullable String failure;

    Contender(String scenarioName, Target target, Scenario scenario) {
        this.scenarioName = scenarioName;
        this.target = target;
        this.scenario = scenario;
    }

    String name() {
        return target.name();
    }

    /// One map of figures a round, or the reason why there are none.
    Object outcome() {
        String reason = failure;
        return reason == null ? rounds : "failure: " + reason;
    }

    void prepare() {
        attempt("set-up", Scenario::prepare);
    }

    void warmUp() {
        attempt("warm-up", Scenario::warmUp);
    }

    void measure(int round) {
        attempt("round " + round, this::measure);
    }

    private void measure(Scenario measured) {
        Map<String, Object> metrics = measured.measure();
        rounds.add(metrics);
        LoadGenerator.print("  " + metrics);
    }

    /// Waits for the end of what the server does behind the set-up, such as its user directory.
    void settle() {
        ProcessGroup processes = target.processes();
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

    private void attempt(String step, Consumer<Scenario> action) {
        if (failure != null) {
            return;
        }
        String label = scenarioName + ", " + step + " of " + name();
        long start = System.nanoTime();
        try {
            action.accept(scenario);
            LoadGenerator.print(label + ": " + (System.nanoTime() - start) / 1_000_000_000 + " s");
        } catch (RuntimeException e) {
            failure = step + ": " + e.getMessage();
            LoadGenerator.print(label + " FAILED: " + e.getMessage());
        }
    }
}
