package io.heddle.sync;

import io.heddle.replication.bus.InMemoryBus;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.stream.Streams;
import io.heddle.testing.TestDatabase;
import io.heddle.testing.TestSettings;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Repositories on a database of their own, and streams that nobody else writes.
public final class StoreFixture implements AutoCloseable {
    private final TestDatabase database = TestDatabase.create();
    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext();

    public StoreFixture(Class<?>... more) {
        context.registerBean(JdbcClient.class, database::jdbc);
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(database.dataSource()));
        context.registerBean(
                TransactionTemplate.class,
                () -> new TransactionTemplate(new JdbcTransactionManager(database.dataSource())));
        context.registerBean(
                Streams.class, () -> new Streams(new InMemoryBus(), Map.of(), Map.of()));
        context.registerBean(HomeserverSettings.class, TestSettings::defaults);
        context.registerBean(Clock.class, Clock::systemUTC);
        context.scan("io.heddle.storage.event", "io.heddle.storage.room");
        if (more.length > 0) {
            context.register(more);
        }
        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
        context.refresh();
    }

    public JdbcClient jdbc() {
        return database.jdbc();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /// Puts an event into a room's timeline.
    public void event(long nid, long room, long position) {
        jdbc().sql(
                        "INSERT INTO events (nid, event_id, room_nid, room_pos, depth, type, sender,"
                                + " origin_server_ts, received_ts, json) VALUES (?, ?, ?, ?, 1, 't', '@a:test', 1, 1, '{}')")
                .params(nid, "$e" + nid, room, position)
                .update();
    }

    /// Lets an event hold a key of a room's state from one place until another.
    public void state(long room, String type, String key, long from, long to, long nid) {
        jdbc().sql(
                        "INSERT INTO room_state (room_nid, type, state_key, from_pos, to_pos, event_nid)"
                                + " VALUES (?, ?, ?, ?, ?, ?)")
                .params(room, type, key, from, to, nid)
                .update();
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }
}
