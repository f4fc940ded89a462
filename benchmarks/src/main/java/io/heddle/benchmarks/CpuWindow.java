package io.heddle.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Who used the processors between the start of a measurement and its end: the server, this load
/// generator, or others (which make figures doubtful).
final class CpuWindow {

    private static final double MILLIS_PER_TICK = 10;
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    private final ProcessGroup server;
    private final ProcessGroup self =
            new ProcessGroup(List.of(ProcessHandle.current().pid()), Path.of("/nonexistent"));
    private final long startNanos;
    private final double serverStart;
    private final double selfStart;
    private final double machineStart;

    private CpuWindow(ProcessGroup server) {
        this.server = server;
        this.serverStart = server.cpuMillis();
        this.selfStart = self.cpuMillis();
        this.machineStart = machineMillis();
        this.startNanos = System.nanoTime();
    }

    static CpuWindow open(Target target) {
        return new CpuWindow(target.processes());
    }

    /// Ends the window, in which `operations` were done, and adds its figures to `metrics`.
    void close(Map<String, Object> metrics, long operations) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double serverMillis = server.cpuMillis() - serverStart;
        double selfMillis = self.cpuMillis() - selfStart;
        double othersMillis = machineMillis() - machineStart - serverMillis - selfMillis;
        metrics.put("seconds", seconds);
        metrics.put("operations", operations);
        metrics.put("per_second", operations / seconds);
        metrics.put("server_cpu_ms_per_operation", serverMillis / Math.max(operations, 1));
        metrics.put("server_cores", serverMillis / 1000 / seconds);
        metrics.put("load_generator_cores", selfMillis / 1000 / seconds);
        metrics.put("other_cores", Math.max(0, othersMillis / 1000 / seconds));
    }

    private static double machineMillis() {
        try {
            String[] fields =
                    Files.readString(Path.of("/proc/stat"))
                            .lines()
                            .findFirst()
                            .orElse("")
                            .split("\\s+");
            double ticks = 0;
            for (int i = 0; i <= STEAL; i++) {
                ticks += i == IDLE || i == IOWAIT ? 0 : Double.parseDouble(fields[i + 1]);
            }
            return ticks * MILLIS_PER_TICK;
        } catch (IOException e) {
            throw new BenchmarkException("cannot read /proc/stat", e);
        }
    }
}
