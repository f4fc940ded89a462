package io.heddle.replication.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.protocol.json.Json;
import io.heddle.replication.bus.BusState;
import io.heddle.replication.bus.RedisBus;
import io.heddle.replication.duty.Duties;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.ephemeral.EphemeralStreams;
import io.heddle.replication.example.ExampleApplication;
import io.heddle.replication.instance.Instance;
import io.heddle.replication.instance.Instances;
import io.heddle.replication.internal.CallFailedException;
import io.heddle.replication.internal.InternalClient;
import io.heddle.replication.internal.InternalServer;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.replication.stream.Streams;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/// Two instances of the README's application.
class MembersTest {
    private static final Duration PROMISED = Duration.ofSeconds(5);
    private static final byte[] CHANNEL =
            RedisBus.channel("test.local").getBytes(StandardCharsets.UTF_8);

    private static Members members;
    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext two;
    private static final List<Long> heardByTwo = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        members = new Members();
        one = members.start(ExampleApplication.class, "one");
        two = members.start(ExampleApplication.class, "two");
        two.getBean(Streams.class)
                .<StreamRow.PushRules>listen(
                        StreamName.PUSH_RULES,
                        (from, to, rows) -> rows.forEach(row -> heardByTwo.add(row.position())));
    }

    @AfterAll
    static void stop() {
        members.close();
    }

    @BeforeEach
    void theBusWorks() {
        untilBusIs(BusState.UP);
    }

    private static void untilBusIs(BusState state) {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        one.getBean(RedisBus.class).state() == state
                                && two.getBean(RedisBus.class).state() == state);
    }

    private static void mustHearWithin(Duration time, long position) throws InterruptedException {
        assertThat(two.getBean(Streams.class).await(StreamName.PUSH_RULES, position, time))
                .isTrue();
        assertThat(heardByTwo).contains(position).doesNotHaveDuplicates().isSorted();
    }

    private static int count(String user) {
        return two.getBean(InternalClient.class)
                .callAny("changes", Json.object().put("user_id", user), PROMISED)
                .path("count")
                .asInt(-1);
    }

    @Test
    void what_one_writes_the_other_hears() throws Exception {
        mustHearWithin(Duration.ofSeconds(1), Members.write(one, "@alice:test.local"));
        assertThat(two.getBean(RedisBus.class).counts().accepted()).isPositive();
    }

    @Test
    void without_redis_it_is_heard_within_five_seconds_and_redis_is_taken_up_again()
            throws Exception {
        members.redis.stop();
        mustHearWithin(PROMISED, Members.write(one, "@bob:test.local"));
        untilBusIs(BusState.DOWN);
        mustHearWithin(PROMISED, Members.write(one, "@bob:test.local"));
        assertThat(health(two)).isEqualTo(Status.UP);
        members.redis.start();
        untilBusIs(BusState.UP);
        mustHearWithin(Duration.ofSeconds(1), Members.write(one, "@bob:test.local"));
    }

    private static Status health(ConfigurableApplicationContext member) {
        return member.getBean("replicationHealthIndicator", HealthIndicator.class)
                .health()
                .getStatus();
    }

    @Test
    void behind_a_broken_network_it_is_heard_within_five_seconds() throws Exception {
        members.redis.freeze();
        try {
            mustHearWithin(PROMISED, Members.write(one, "@carol:test.local"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> two.getBean(RedisBus.class).state() != BusState.UP);
            mustHearWithin(PROMISED, Members.write(one, "@carol:test.local"));
        } finally {
            members.redis.thaw();
        }
    }

    @Test
    void what_a_writer_died_over_is_heard_within_five_seconds() throws Exception {
        mustHearWithin(PROMISED, Members.commit(one, "@dave:test.local").position());
    }

    @Test
    void a_flushed_redis_loses_nothing() throws Exception {
        try (RedisClient client = client()) {
            client.connect().sync().flushall();
        }
        mustHearWithin(Duration.ofSeconds(1), Members.write(one, "@alice:test.local"));
    }

    @Test
    void doubled_and_reordered_messages_change_nothing() throws Exception {
        List<byte[]> seen = new CopyOnWriteArrayList<>();
        try (RedisClient client = client();
                StatefulRedisPubSubConnection<byte[], byte[]> spy =
                        client.connectPubSub(ByteArrayCodec.INSTANCE)) {
            spy.addListener(
                    new RedisPubSubAdapter<>() {
                        @Override
                        public void message(byte[] channel, byte[] message) {
                            seen.add(message);
                        }
                    });
            spy.sync().subscribe(CHANNEL);
            long last = 0;
            for (int i = 0; i < 20; i++) {
                last = Members.write(one, "@erin:test.local");
            }
            mustHearWithin(PROMISED, last);
            await().until(() -> seen.size() >= 20);
            List<byte[]> again = new CopyOnWriteArrayList<>(seen);
            Collections.reverse(again);
            RedisCommands<byte[], byte[]> redis = client.connect(ByteArrayCodec.INSTANCE).sync();
            long before = two.getBean(RedisBus.class).counts().accepted();
            again.forEach(message -> redis.publish(CHANNEL, message));
            await().until(() ->
                    two.getBean(RedisBus.class).counts().accepted() >= before + again.size());
            mustHearWithin(PROMISED, Members.write(one, "@erin:test.local"));
        }
        assertThat(count("@erin:test.local")).isEqualTo(21);
    }

    @Test
    void forged_messages_and_garbage_change_nothing() throws Exception {
        long position = two.getBean(Streams.class).position(StreamName.PUSH_RULES);
        long refused = two.getBean(RedisBus.class).counts().refused();
        String news =
                "{\"i\":\"one/x\",\"s\":\"push_rules\",\"f\":%d,\"p\":%d,\"r\":[{\"position\":%d,\"userId\":\"@mallory:test.local\"}]}"
                        .formatted(position, position + 1, position + 1);
        List<String> forged =
                List.of(
                        "." + news,
                        "A".repeat(43) + "." + news,
                        "garbage",
                        ".",
                        "",
                        "." + "[".repeat(10_000),
                        ".{\"i\":\"x\",\"at\":{\"push_rules\":99999999,\"events\":99999999}}");
        try (RedisClient client = client()) {
            RedisCommands<byte[], byte[]> redis = client.connect(ByteArrayCodec.INSTANCE).sync();
            forged.forEach(text -> redis.publish(CHANNEL, text.getBytes(StandardCharsets.UTF_8)));
        }
        await().until(() ->
                two.getBean(RedisBus.class).counts().refused() >= refused + forged.size());
        assertThat(two.getBean(Streams.class).position(StreamName.PUSH_RULES)).isEqualTo(position);
        assertThat(two.getBean(Streams.class).position(StreamName.EVENTS)).isZero();
        mustHearWithin(Duration.ofSeconds(1), Members.write(one, "@alice:test.local"));
        assertThat(count("@mallory:test.local")).isZero();
    }

    private static RedisClient client() {
        return RedisClient.create("redis://127.0.0.1:" + members.redis.port());
    }

    @Test
    void who_types_is_heard_with_and_without_redis_and_by_who_starts_later() throws Exception {
        EphemeralStreams ephemera = one.getBean(EphemeralStreams.class);
        mustHearTyping(two, type(ephemera, "!a:test.local"));
        members.redis.stop();
        mustHearTyping(two, type(ephemera, "!b:test.local"));
        members.redis.start();
        long last = type(ephemera, "!c:test.local");
        ConfigurableApplicationContext three = members.start(ExampleApplication.class, "three");
        mustHearTyping(three, last);
        three.close();
    }

    private static long type(EphemeralStreams ephemera, String room) {
        return ephemera.publish(
                        StreamName.TYPING,
                        room,
                        position ->
                                new StreamRow.Typing(position, room, List.of("@alice:test.local")))
                .position();
    }

    private static void mustHearTyping(ConfigurableApplicationContext member, long position)
            throws InterruptedException {
        assertThat(member.getBean(Streams.class).await(StreamName.TYPING, position, PROMISED))
                .isTrue();
    }

    @Test
    void a_duty_has_one_holder_and_moves_when_that_goes() {
        Duty reports = new Duty("reports", "0");
        ConfigurableApplicationContext leaver = members.start(ExampleApplication.class, "leaver");
        await().atMost(Duration.ofSeconds(15)).until(() -> holders(reports, one, two, leaver) == 1);
        leaver.close();
        await().atMost(Duration.ofSeconds(15)).until(() -> holders(reports, one, two) == 1);
        assertThat(one.getBean(Instances.class).self().version()).isNotEmpty();
        await().until(
                        () ->
                                one.getBean(Instances.class).live().stream()
                                        .map(Instance::name)
                                        .toList(),
                        List.of("one", "two")::equals);
    }

    private static long holders(Duty duty, ConfigurableApplicationContext... among) {
        return java.util.Arrays.stream(among)
                .filter(member -> member.getBean(Duties.class).held(duty).isPresent())
                .count();
    }

    @Test
    void an_instance_is_asked_for_what_it_offers() throws Exception {
        mustHearWithin(PROMISED, Members.write(one, "@frank:test.local"));
        await().until(() -> count("@frank:test.local") == 1);
    }

    @Test
    void who_may_not_ask_is_refused() {
        ConfigurableApplicationContext stranger =
                members.start(
                        ExampleApplication.class,
                        "stranger",
                        "--spring.application.name=worker-media");
        try (stranger) {
            Instance target = one.getBean(Instances.class).self();
            assertThatThrownBy(() ->
                            stranger.getBean(InternalClient.class)
                                    .call(target, "changes", Json.object(), PROMISED))
                    .isInstanceOf(CallFailedException.class)
                    .hasMessageContaining("worker-media may not call changes");
        }
    }

    @Test
    void without_the_secret_nothing_is_answered() throws Exception {
        for (String header : List.of("Bearer wrong", "Bearer ", Members.SECRET)) {
            assertThat(post(header, "changes").statusCode()).as(header).isEqualTo(403);
        }
        assertThat(post("Bearer " + Members.SECRET, "nonsense").statusCode()).isEqualTo(400);
    }

    private static HttpResponse<String> post(String authorization, String call) throws Exception {
        Instance self = one.getBean(Instances.class).self();
        String address = one.getBean(InternalServer.class).address();
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://" + address + "/_heddle/internal/v1/" + call))
                        .header("Authorization", authorization)
                        .header("X-Heddle-Target", self.name() + "/" + self.life())
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
