package io.heddle.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Concurrent clients of one server, each a thread with a connection of its own.
final class Workers {

    private static final Duration LIMIT = Duration.ofMinutes(6);

    /// What one client does, all of it.
    interface Work {
        void run(int worker, HttpConnection connection);
    }

    private Workers() {}

    /// Runs `count` clients to their ends and rethrows the first failure.
    static void run(Target target, int count, Work work) {
        List<HttpConnection> connections = new ArrayList<>();
        // Platform threads: the few that send without pause cost less without the poller's wakes.
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int worker = i;
                HttpConnection connection = target.connect();
                connections.add(connection);
                running.add(threads.submit(() -> work.run(worker, connection)));
            }
            await(running, connections);
        } finally {
            connections.forEach(HttpConnection::close);
        }
    }

    /// Does the tasks 0 to `tasks`, each once, with `count` clients.
    static void share(Target target, int count, int tasks, Work task) {
        AtomicInteger next = new AtomicInteger();
        run(
                target,
                Math.min(count, Math.max(tasks, 1)),
                (worker, connection) -> {
                    for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                        task.run(i, connection);
                    }
                });
    }

    private static void await(List<Future<?>> running, List<HttpConnection> connections) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            for (Future<?> future : running) {
                future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException e) {
            connections.forEach(HttpConnection::close);
            Throwable cause = e.getCause();
            throw new BenchmarkException(String.valueOf(cause == null ? e : cause.getMessage()), e);
        } catch (TimeoutException e) {
            connections.forEach(HttpConnection::close);
            throw new BenchmarkException("no end within " + LIMIT.toMinutes() + " minutes", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connections.forEach(HttpConnection::close);
            throw new BenchmarkException("interrupted", e);
        }
    }
}
