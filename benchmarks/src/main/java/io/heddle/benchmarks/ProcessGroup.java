package io.heddle.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The processes of one server, as Linux's `/proc` shows them: everything below the given process
/// ids and everything that runs in the given directory.
final class ProcessGroup {

    private static final Path PROC = Path.of("/proc");
    private static final double MILLIS_PER_TICK = 10;

    private final Collection<Long> roots;
    private final Path directory;

    ProcessGroup(Collection<Long> roots, Path directory) {
        this.roots = List.copyOf(roots);
        this.directory = directory.toAbsolutePath().normalize();
    }

    /// Processor time used so far by all of them and by their children that have ended, in ms.
    double cpuMillis() {
        double ticks = 0;
        for (Stat stat : members(stats())) {
            ticks += stat.ticks();
        }
        return ticks * MILLIS_PER_TICK;
    }

    /// Memory of all of them in MiB, shared pages divided among their users (PSS).
    double pssMebibytes() {
        double kibibytes = 0;
        for (Stat stat : members(stats())) {
            kibibytes += pssKibibytes(stat.pid());
        }
        return kibibytes / 1024;
    }

    private Collection<Stat> members(Map<Long, Stat> all) {
        Map<Long, List<Stat>> children = new HashMap<>();
        Deque<Stat> open = new ArrayDeque<>();
        for (Stat stat : all.values()) {
            children.computeIfAbsent(stat.parent(), parent -> new ArrayList<>()).add(stat);
            if (roots.contains(stat.pid()) || runsInDirectory(stat.pid())) {
                open.add(stat);
            }
        }
        Set<Stat> members = new LinkedHashSet<>();
        while (!open.isEmpty()) {
            Stat stat = open.remove();
            if (members.add(stat)) {
                open.addAll(children.getOrDefault(stat.pid(), List.of()));
            }
        }
        return members;
    }

    private boolean runsInDirectory(long pid) {
        try {
            return Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).startsWith(directory);
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<Long, Stat> stats() {
        Map<Long, Stat> stats = new HashMap<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Stat stat = Stat.read(entry);
                if (stat != null) {
                    stats.put(stat.pid(), stat);
                }
            }
        } catch (IOException e) {
            throw new BenchmarkException("cannot list /proc", e);
        }
        return stats;
    }

    private static double pssKibibytes(long pid) {
        try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    /// What `/proc/PID/stat` tells; `ticks` with those of ended children.
    record Stat(long pid, long parent, long ticks) {

        private static final int PARENT = 1;
        private static final int UTIME = 11;
        private static final int CSTIME = 14;

        static @Nullable Stat read(Path entry) {
            String name = entry.getFileName().toString();
            if (!Character.isDigit(name.charAt(0))) {
                return null;
            }
            try {
                return parse(Long.parseLong(name), Files.readString(entry.resolve("stat")));
            } catch (IOException e) {
                return null;
            }
        }

        static Stat parse(long pid, String line) {
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int i = UTIME; i <= CSTIME; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return new Stat(pid, Long.parseLong(fields[PARENT]), ticks);
        }
    }
}
