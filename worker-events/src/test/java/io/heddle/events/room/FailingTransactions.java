package io.heddle.events.room;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/// Transactions whose commits can be made to fail or to wait.
final class FailingTransactions extends TransactionTemplate {
    private final Commits commits;

    FailingTransactions(PlatformTransactionManager real) {
        this(new Commits(real));
    }

    private FailingTransactions(Commits commits) {
        super(commits);
        this.commits = commits;
    }

    /// The next commits fail, as they do when PostgreSQL goes away.
    void failNext(int count) {
        commits.failures.set(count);
    }

    /// The next commit takes place, but its answer is lost.
    void loseNextAnswer() {
        commits.lost.set(true);
    }

    /// Commits wait until the latch is open.
    void hold(@Nullable CountDownLatch latch) {
        commits.held = latch;
    }

    int committed() {
        return commits.done.get();
    }

    private static final class Commits implements PlatformTransactionManager {
        private final PlatformTransactionManager real;
        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicBoolean lost = new AtomicBoolean();
        private volatile @Nullable CountDownLatch held;

        Commits(PlatformTransactionManager real) {
            this.real = real;
        }

        @Override
        public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
            return real.getTransaction(definition);
        }

        @Override
        public void commit(TransactionStatus status) {
            CountDownLatch latch = held;
            if (latch != null) {
                await(latch);
            }
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                real.rollback(status);
                throw new DataAccessResourceFailureException("The connection broke");
            }
            real.commit(status);
            done.incrementAndGet();
            if (lost.getAndSet(false)) {
                throw new DataAccessResourceFailureException("The connection broke");
            }
        }

        @Override
        public void rollback(TransactionStatus status) {
            real.rollback(status);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
