package io.heddle.benchmarks;

import java.util.Arrays;
import java.util.Map;

/// Durations of single requests. One instance per thread; merge them afterwards.
final class Latencies {

    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[1024];
    private int size;

    void add(long duration) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = duration;
    }

    void addAll(Latencies other) {
        for (int i = 0; i < other.size; i++) {
            add(other.nanos[i]);
        }
    }

    int size() {
        return size;
    }

    /// Nearest-rank percentile in ms; NaN without any sample.
    double percentile(double percent) {
        return percentile(percent, 0, size);
    }

    /// Median in ms of the samples `from` (inclusive) to `to` (exclusive), in the order added.
    double medianOf(int from, int to) {
        return percentile(50, from, to);
    }

    void describe(Map<String, Object> metrics) {
        metrics.put("p50_ms", percentile(50));
        metrics.put("p99_ms", percentile(99));
        metrics.put("max_ms", percentile(100));
    }

    private double percentile(double percent, int from, int to) {
        if (to <= from) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOfRange(nanos, from, to);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(rank, 1) - 1] / NANOS_PER_MILLI;
    }
}
