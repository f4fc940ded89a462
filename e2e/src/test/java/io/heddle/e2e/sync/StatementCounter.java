package io.heddle.e2e.sync;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.stereotype.Component;

/// Counts, when asked to, what the threads of requests ask the database of the servers of these tests.
@Component
class StatementCounter implements BeanPostProcessor {
    private static final Queue<String> STATEMENTS = new ConcurrentLinkedQueue<>();
    private static volatile boolean counting;

    static void start() {
        STATEMENTS.clear();
        counting = true;
    }

    /// What was asked since the start.
    static List<String> stop() {
        counting = false;
        return List.copyOf(STATEMENTS);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source ? new Counted(source) : bean;
    }

    private static void note(String sql) {
        if (counting && Thread.currentThread().getName().startsWith("request-")) {
            STATEMENTS.add(sql);
        }
    }

    private static final class Counted extends DelegatingDataSource {
        Counted(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection)
                    Proxy.newProxyInstance(
                            Counted.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (proxy, method, arguments) -> {
                                if (Statement.class.isAssignableFrom(method.getReturnType())) {
                                    note(
                                            arguments != null && arguments[0] instanceof String sql
                                                    ? sql
                                                    : "a statement");
                                }
                                try {
                                    return method.invoke(connection, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }
    }
}
