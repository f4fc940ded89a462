package io.heddle.sync.live;

import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.database.DatabaseUse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Runs syncs that start from nothing apart from the rest: a few at a time, the others in a queue. They run on threads of
/// the operating system, which takes turns between these and the threads of all other requests, so that however many come
/// they never hold up a sync that only waits for news.
@Component
public class InitialSyncs implements DisposableBean {
    private static final long RETRY_AFTER_MS = 2000;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    @Autowired
    InitialSyncs(HomeserverSettings settings) {
        this(
                settings.sync().initialConcurrency() > 0
                        ? settings.sync().initialConcurrency()
                        : Runtime.getRuntime().availableProcessors(),
                settings.sync().initialQueue());
    }

    InitialSyncs(int atOnce, int queued) {
        threads =
                new ThreadPoolExecutor(
                        atOnce,
                        atOnce,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(queued),
                        Thread.ofPlatform().daemon().name("initial-sync-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// Runs a sync when its turn comes and returns its answer. Too many waiting are sent away to come again later:
    /// M_LIMIT_EXCEEDED.
    public <T> T run(Supplier<T> sync) {
        FutureTask<T> task = new FutureTask<>(DatabaseUse.onBehalf(sync)::get);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw MatrixException.limitExceeded(RETRY_AFTER_MS);
        }
        return result(task);
    }

    private <T> T result(FutureTask<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(false);
            threads.remove(task);
            Thread.currentThread().interrupt();
            throw MatrixException.limitExceeded(RETRY_AFTER_MS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }
}
