package io.heddle.storage.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;

/// Statements that change rows, sent to PostgreSQL together: one round trip for all of them. They run in their order; to be
/// used inside a transaction.
public final class StatementGroup {
    private final StringBuilder sql = new StringBuilder();
    private final List<@Nullable Object> params = new ArrayList<>();
    private int size;

    /// Adds a statement with its parameters: scalars, or arrays as of [Columns].
    ///
    /// @return its place among the counts of [#execute]
    public int add(String statement, @Nullable Object... values) {
        sql.append(size == 0 ? "" : ";").append(statement);
        for (Object value : values) {
            params.add(value);
        }
        return size++;
    }

    /// Runs what was added; how many rows each statement changed.
    public int[] execute(JdbcTemplate jdbc) {
        if (size == 0) {
            return new int[0];
        }
        return Objects.requireNonNull(
                jdbc.execute(sql.toString(), (PreparedStatementCallback<int[]>) this::execute));
    }

    private int[] execute(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < params.size(); i++) {
            statement.setObject(i + 1, params.get(i));
        }
        statement.execute();
        int[] counts = new int[size];
        for (int i = 0; i < size; i++) {
            counts[i] = statement.getUpdateCount();
            statement.getMoreResults();
        }
        return counts;
    }
}
