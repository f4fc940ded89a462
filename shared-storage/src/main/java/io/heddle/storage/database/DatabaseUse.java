package io.heddle.storage.database;

import java.util.function.Supplier;

/// What the running thread has had of the database since somebody last asked: a request's virtual thread thereby knows
/// what the request cost. Time is counted from getting a connection to giving it back.
public final class DatabaseUse {
    private static final ThreadLocal<DatabaseUse> CURRENT =
            ThreadLocal.withInitial(DatabaseUse::new);

    private long waitNanos;
    private long busyNanos;
    private int transactions;
    private int events;
    private int open;
    private long openedAt;

    private DatabaseUse() {}

    static DatabaseUse current() {
        return CURRENT.get();
    }

    /// Notes that events were read.
    public static void readEvents(int count) {
        current().events += count;
    }

    /// What the thread has used until now; the thread starts from nothing again.
    public static Amount take() {
        DatabaseUse use = current();
        if (use.transactions == 0 && use.events == 0) {
            return Amount.NONE;
        }
        Amount amount = new Amount(use.waitNanos, use.busyNanos, use.transactions, use.events);
        use.waitNanos = 0;
        use.busyNanos = 0;
        use.transactions = 0;
        use.events = 0;
        return amount;
    }

    /// Work for another thread, whose use of the database counts as this thread's, which waits for it.
    public static <T> Supplier<T> onBehalf(Supplier<T> work) {
        DatabaseUse waiting = current();
        return () -> {
            take();
            try {
                return work.get();
            } finally {
                waiting.add(take());
            }
        };
    }

    private void add(Amount amount) {
        waitNanos += amount.waitNanos;
        busyNanos += amount.busyNanos;
        transactions += amount.transactions;
        events += amount.events;
    }

    void acquired(long waited) {
        waitNanos += waited;
        transactions++;
        if (open++ == 0) {
            openedAt = System.nanoTime();
        }
    }

    /// @return how long the thread had a connection, 0 while it still has another
    long released() {
        open = Math.max(0, open - 1);
        if (open > 0) {
            return 0;
        }
        long busy = System.nanoTime() - openedAt;
        busyNanos += busy;
        return busy;
    }

    /// @param waitNanos waiting for connections
    /// @param busyNanos having them
    /// @param transactions how many connections were taken
    /// @param events how many events were read
    public record Amount(long waitNanos, long busyNanos, int transactions, int events) {
        public static final Amount NONE = new Amount(0, 0, 0, 0);

        public Amount plus(Amount other) {
            return new Amount(
                    waitNanos + other.waitNanos,
                    busyNanos + other.busyNanos,
                    transactions + other.transactions,
                    events + other.events);
        }
    }
}
