package io.heddle.events.room;

import io.heddle.events.persist.GroupCommitter;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import io.heddle.replication.bus.InMemoryBus;
import io.heddle.replication.call.EventDraft;
import io.heddle.replication.call.RoomWriter;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.LeasedDuties;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.database.StreamPositionStore;
import io.heddle.storage.event.Events;
import io.heddle.storage.keys.ServerKeys;
import io.heddle.storage.room.Rooms;
import io.heddle.testing.TestDatabase;
import io.heddle.testing.TestSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/// A room writer as one instance has it, on a database that it may share with another.
final class WriterFixture implements AutoCloseable {
    static final ServerName SERVER = ServerName.parse("heddle.test");
    static final UserId ALICE = UserId.parse("@alice:heddle.test");
    static final UserId BOB = UserId.parse("@bob:heddle.test");
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final AtomicInteger ROOMS = new AtomicInteger();

    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext();
    private final LeasedDuties duties;
    final FailingTransactions transactions;
    final JdbcClient jdbc;

    WriterFixture(TestDatabase database, String instance) {
        this(database, instance, START);
    }

    /// @param leasesAt the time that the leases go by; it stands still, so that they last as long as a test
    WriterFixture(TestDatabase database, String instance, Instant leasesAt) {
        this(database, instance, leasesAt, beans -> {});
    }

    /// @param more beans in place of the usual ones
    WriterFixture(
            TestDatabase database,
            String instance,
            Instant leasesAt,
            Consumer<AnnotationConfigApplicationContext> more) {
        jdbc = database.jdbc();
        duties = new LeasedDuties(jdbc, Clock.fixed(leasesAt, ZoneOffset.UTC), instance);
        duties.renew(allRooms());
        transactions = new FailingTransactions(new JdbcTransactionManager(database.dataSource()));
        context.registerBean(JdbcClient.class, () -> jdbc);
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(database.dataSource()));
        context.registerBean(TransactionTemplate.class, () -> transactions);
        context.registerBean(Duties.class, () -> duties);
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(
                ServerKeys.class,
                () -> new ServerKeys(SERVER, SigningKey.generate(new Random(7))),
                definition -> definition.setPrimary(true));
        context.registerBean(
                Streams.class, () -> new Streams(new InMemoryBus(), Map.of(), Map.of()));
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(HomeserverSettings.class, TestSettings::defaults);
        context.register(StreamPositionStore.class);
        context.scan(
                "io.heddle.events.room",
                "io.heddle.events.persist",
                "io.heddle.storage.event",
                "io.heddle.storage.persist",
                "io.heddle.storage.push",
                "io.heddle.storage.room",
                "io.heddle.storage.sticky");
        more.accept(context);
        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
        context.refresh();
    }

    static List<Duty> allRooms() {
        return IntStream.range(0, Duty.ROOM_BUCKETS)
                .mapToObj(n -> new Duty(Duty.ROOMS, Integer.toString(n)))
                .toList();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    LeasedDuties duties() {
        return duties;
    }

    RoomWriter writer() {
        return bean(RoomWriter.class);
    }

    GroupCommitter committer() {
        return bean(GroupCommitter.class);
    }

    Pdu event(EventId id) {
        return bean(Events.class).find(id).orElseThrow().pdu();
    }

    long nid(RoomId room) {
        return bean(Rooms.class).find(room).orElseThrow().nid();
    }

    /// A public room of alice's.
    RoomId room() {
        return room(RoomVersions.DEFAULT);
    }

    RoomId room(RoomVersion version, EventDraft... more) {
        List<EventDraft> drafts = new ArrayList<>();
        drafts.add(EventDraft.state(ALICE, "m.room.create", "", Json.object()));
        drafts.add(member(ALICE, "join"));
        ObjectNode levels = Json.object();
        ObjectNode users = levels.putObject("users");
        if (!version.auth().privilegedCreators()) {
            users.put(ALICE.value(), 100);
        }
        drafts.add(EventDraft.state(ALICE, "m.room.power_levels", "", levels));
        drafts.add(
                EventDraft.state(
                        ALICE, "m.room.join_rules", "", Json.object().put("join_rule", "public")));
        drafts.addAll(List.of(more));
        return writer().create(version, wanted(), drafts);
    }

    static RoomId wanted() {
        return RoomId.parse("!room" + ROOMS.incrementAndGet() + ":" + SERVER);
    }

    static EventDraft member(UserId user, String membership) {
        return EventDraft.state(
                user,
                "m.room.member",
                user.value(),
                Json.object().put("membership", membership).put("displayname", user.localpart()));
    }

    static EventDraft text(UserId sender, String body) {
        return EventDraft.message(
                sender, "m.room.message", Json.object().put("msgtype", "m.text").put("body", body));
    }

    static EventDraft related(UserId sender, String type, String rel, EventId parent, String key) {
        ObjectNode content = Json.object();
        ObjectNode relates = content.putObject("m.relates_to");
        relates.put("rel_type", rel).put("event_id", parent.value());
        if (!key.isEmpty()) {
            relates.put("key", key);
        }
        return EventDraft.message(sender, type, content);
    }

    EventId send(RoomId room, EventDraft draft) {
        return writer().send(room, draft);
    }

    @Override
    public void close() {
        context.close();
    }
}
