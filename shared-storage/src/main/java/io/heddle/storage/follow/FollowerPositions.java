package io.heddle.storage.follow;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// How far the followers have come.
@Repository
class FollowerPositions {
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    FollowerPositions(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /// 0 for one that never worked.
    long read(String name) {
        return jdbc.sql("SELECT position FROM followers WHERE name = ?")
                .param(name)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /// Does some work and takes note of the position it leads to, both or neither.
    void move(String name, long to, Runnable work) {
        transactions.executeWithoutResult(status -> {
            work.run();
            jdbc.sql(
                            "INSERT INTO followers (name, position) VALUES (?, ?)"
                                    + " ON CONFLICT (name) DO UPDATE SET position = excluded.position")
                    .params(name, to)
                    .update();
        });
    }
}
