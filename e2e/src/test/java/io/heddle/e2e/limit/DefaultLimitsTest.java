package io.heddle.e2e.limit;

import static io.heddle.testing.TestClient.enc;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.Accounts;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A server whose limits nobody has changed. https://spec.matrix.org/v1.19/client-server-api/#rate-limiting
@Tag("CS-API-06")
class DefaultLimitsTest {
    private static final String V3 = "/_matrix/client/v3";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static HeddleServer server;
    private static TestClient host;

    @BeforeAll
    static void start() {
        server =
                HeddleServer.start(
                        Map.of(
                                "homeserver.rate-limits.enabled", "true",
                                "homeserver.enable-registration", "true",
                                "homeserver.enable-registration-without-verification", "true"));
        host = server.user("host");
        server.bean(Accounts.class).setUnlimited(UserId.parse(host.userId()), true);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void messagesAndStateOfAUserAreLimited() {
        TestClient alice = server.user("alice");
        String room = alice.createRoom("{}"); // counts as one
        String path = V3 + "/rooms/" + enc(room);
        Flood.of(
                9,
                0.2,
                () ->
                        COUNT.incrementAndGet() % 2 == 0
                                ? alice.put(path + "/send/a.b/" + COUNT.get(), "{}")
                                : alice.put(path + "/state/a.b", "{\"n\":" + COUNT.get() + "}"));
        Flood.refused(
                alice.put(V3 + "/profile/" + enc(alice.userId()) + "/displayname", "{}"), 0.2);
        Flood.refused(alice.leave(room), 0.2);
        host.sendText(host.createRoom("{}"), "others are not concerned");
    }

    @Test
    void anExemptUserIsNotLimited() {
        String room = host.createRoom("{}");
        for (int i = 0; i < 30; i++) {
            host.sendText(room, "message " + i);
        }
    }

    @Test
    void newRoomsOfAUserAreLimited() {
        TestClient alice = server.user("alice");
        Flood.of(10, 0.016, () -> let(alice.post(V3 + "/createRoom", "{}")));
    }

    @Test
    void aNewRoomTakesOnlySoManyInvites() {
        List<String> many =
                IntStream.rangeClosed(1, 11).mapToObj(i -> "\"@u" + i + ":test.local\"").toList();
        TestClient alice = server.user("alice");
        Answer refused = alice.post(V3 + "/createRoom", "{\"invite\":" + many + "}");
        assertThat(refused.status()).isEqualTo(400);
        alice.createRoom("{\"invite\":" + many.subList(0, 10) + "}");
    }

    @Test
    void joinsOfAUserAreLimited() {
        List<String> rooms = rooms(16);
        TestClient bob = server.user("bob");
        List<Supplier<Answer>> joins = new ArrayList<>();
        rooms.forEach(room -> joins.add(() -> let(bob.join(room))));
        Flood.of(10, 0.1, joins);
    }

    @Test
    void joinsToARoomAreLimitedWhoeverItIsThatJoins() {
        String room = rooms(1).getFirst();
        RateLimiter limiter = server.bean(RateLimiter.class);
        for (int i = 0; i < 30; i++) {
            limiter.record(Limit.JOINS_PER_ROOM, room);
        }
        Answer refused = server.user("bob").join(room);
        assertThat(refused.errcode()).isEqualTo("M_LIMIT_EXCEEDED");
        host.post(V3 + "/rooms/" + enc(room) + "/leave", "{}").ok();
    }

    @Test
    void invitesInARoomAreLimited() {
        String room = rooms(1).getFirst();
        List<TestClient> hosts = List.of(joined(List.of(room)), joined(List.of(room)));
        Flood.of(10, 0.3, invites(hosts, List.of(room)));
    }

    @Test
    void invitesByAUserAreLimited() {
        List<String> rooms = rooms(2);
        Flood.of(10, 0.3, invites(List.of(joined(rooms)), rooms));
    }

    @Test
    void invitesOfAUserAreLimited() {
        List<String> rooms = rooms(6);
        TestClient invitee = server.user("invitee");
        List<Supplier<Answer>> invites = new ArrayList<>();
        for (List<String> some : List.of(rooms.subList(0, 3), rooms.subList(3, 6))) {
            TestClient inviter = joined(some);
            some.forEach(room -> invites.add(() -> let(inviter.invite(room, invitee.userId()))));
        }
        Flood.of(5, 0.003, invites);
    }

    /// Each of the hosts invites the same four users twice to each room.
    private static List<Supplier<Answer>> invites(List<TestClient> hosts, List<String> rooms) {
        int group = COUNT.incrementAndGet();
        List<Supplier<Answer>> invites = new ArrayList<>();
        for (TestClient inviter : hosts) {
            for (String room : rooms) {
                IntStream.range(0, 8)
                        .mapToObj(i -> "@g" + group + "-" + i % 4 + ":" + HeddleServer.NAME)
                        .forEach(user -> invites.add(() -> let(inviter.invite(room, user))));
            }
        }
        return invites;
    }

    @Test
    void thirdPartyInvitesAreLimited() {
        TestClient alice = server.user("alice");
        String room = rooms(1).getFirst();
        Flood.of(
                10,
                0.2,
                () ->
                        alice.post(
                                V3 + "/rooms/" + enc(room) + "/invite",
                                """
                                {"medium":"email","address":"a@test.local","id_server":"test.local","id_access_token":"x"}\
                                """));
    }

    @Test
    void validationsOfThirdPartyIdsAreLimited() {
        Flood.of(
                5,
                0.003,
                () ->
                        server.anonymous()
                                .post(
                                        V3 + "/account/3pid/email/requestToken",
                                        """
                                        {"client_secret":"x","send_attempt":1,"email":"a%d@test.local"}\
                                        """
                                                .formatted(COUNT.incrementAndGet())));
    }

    @Test
    void presenceReportsAndSearchesForUsersAreLimited() {
        TestClient alice = server.user("alice");
        String user = enc(alice.userId());
        Flood.of(
                1,
                0.1,
                () -> alice.put(V3 + "/presence/" + user + "/status", "{\"presence\":\"online\"}"));
        Flood.of(5, 1, () -> alice.post(V3 + "/users/" + user + "/report", "{\"reason\":\"\"}"));
        Flood.of(
                200,
                0.016,
                () -> alice.post(V3 + "/user_directory/search", "{\"search_term\":\"zz\"}"));
    }

    /// An answer that nothing but a limit may refuse.
    private static Answer let(Answer answer) {
        return answer.status() == 429 ? answer : answer.ok();
    }

    /// Rooms in which everybody may invite.
    private static List<String> rooms(int count) {
        String wanted =
                "{\"preset\":\"public_chat\",\"power_level_content_override\":{\"invite\":0}}";
        return IntStream.range(0, count).mapToObj(i -> host.createRoom(wanted)).toList();
    }

    /// Somebody new who is in the rooms.
    private static TestClient joined(List<String> rooms) {
        TestClient user = server.user("inviter");
        rooms.forEach(room -> user.join(room).ok());
        return user;
    }
}
