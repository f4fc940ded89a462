package io.heddle.benchmarks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The client-server requests that the scenarios are made of, and the accounts they share.
final class Homeserver {

    private static final String CLIENT = "/_matrix/client/v3";
    private static final String ADMIN_REGISTER = "/_synapse/admin/v1/register";
    private static final String PASSWORD = "correct-horse-battery-staple";
    private static final String ROOM_VERSION = "11";
    private static final int SETUP_CLIENTS = 4;

    private final Target target;
    private final AtomicLong transactions = new AtomicLong();
    private List<Account> accounts = List.of();

    Homeserver(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    Account account(int index) {
        return accounts.get(index);
    }

    /// Registers the accounts `bench0` to `bench<count - 1>`.
    void register(int count) {
        Account[] registered = new Account[count];
        Workers.share(
                target,
                SETUP_CLIENTS,
                count,
                (i, connection) -> registered[i] = register(connection, "bench" + i));
        accounts = List.of(registered);
    }

    private Account register(HttpConnection connection, String name) {
        HttpReply reply =
                target.secret().isEmpty()
                        ? registerOpenly(connection, name)
                        : registerBySecret(connection, name);
        reply.expectOk("registration");
        return new Account(name, reply.field("user_id"), reply.field("access_token"));
    }

    private HttpReply registerOpenly(HttpConnection connection, String name) {
        return connection.post(
                CLIENT + "/register",
                null,
                """
                {"auth":{"type":"m.login.dummy"},"username":"%s","password":"%s"}\
                """
                        .formatted(name, PASSWORD));
    }

    /// Shared-secret registration as both servers have it:
    /// <https://element-hq.github.io/synapse/latest/admin_api/register_api.html>
    private HttpReply registerBySecret(HttpConnection connection, String name) {
        String nonce =
                connection.get(ADMIN_REGISTER, null).expectOk("registration nonce").field("nonce");
        String text = String.join("\0", nonce, name, PASSWORD, "notadmin");
        return connection.post(
                ADMIN_REGISTER,
                null,
                """
                {"nonce":"%s","username":"%s","password":"%s","admin":false,"mac":"%s"}\
                """
                        .formatted(nonce, name, PASSWORD, hmacSha1(text)));
    }

    private String hmacSha1(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(
                    new SecretKeySpec(
                            target.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new BenchmarkException("HmacSHA1", e);
        }
    }

    /// Logs in a further device of `account`.
    Account login(HttpConnection connection, Account account) {
        HttpReply reply =
                connection.post(
                        CLIENT + "/login",
                        null,
                        """
                        {"type":"m.login.password","identifier":{"type":"m.id.user","user":"%s"},\
                        "password":"%s"}\
                        """
                                .formatted(account.name(), PASSWORD));
        reply.expectOk("login");
        return new Account(account.name(), account.userId(), reply.field("access_token"));
    }

    String createPublicRoom(HttpConnection connection, Account creator, String name) {
        return connection
                .post(
                        CLIENT + "/createRoom",
                        creator.token(),
                        """
                        {"preset":"public_chat","name":"%s","room_version":"%s"}\
                        """
                                .formatted(name, ROOM_VERSION))
                .expectOk("createRoom")
                .field("room_id");
    }

    /// Creates a public room of the accounts `from` (the creator) to `to`, exclusive.
    String createRoomOf(int from, int to, String name) {
        String[] room = new String[1];
        Workers.run(
                target,
                1,
                (worker, connection) ->
                        room[0] = createPublicRoom(connection, account(from), name));
        Workers.share(
                target,
                SETUP_CLIENTS,
                to - from - 1,
                (i, connection) -> join(connection, account(from + 1 + i), room[0]));
        return room[0];
    }

    void join(HttpConnection connection, Account account, String room) {
        connection.post(CLIENT + "/join/" + encode(room), account.token(), "{}").expectOk("join");
    }

    /// Sends `count` messages into `room` by turns from the accounts `from` to `to`, exclusive.
    void fill(String room, int from, int to, int count) {
        List<Account> senders = IntStream.range(from, to).mapToObj(this::account).toList();
        Workers.share(
                target,
                SETUP_CLIENTS,
                count,
                (i, connection) ->
                        send(connection, senders.get(i % senders.size()), room, "message " + i)
                                .expectOk("send"));
    }

    HttpReply send(HttpConnection connection, Account sender, String room, String body) {
        return connection.put(
                sendPath(room) + transactions.getAndIncrement(), sender.token(), content(body));
    }

    HttpReply sync(HttpConnection connection, Account account, String query) {
        return connection.get(CLIENT + "/sync?" + query, account.token());
    }

    HttpReply messages(HttpConnection connection, Account account, String room, String query) {
        return connection.get(
                CLIENT + "/rooms/" + encode(room) + "/messages?" + query, account.token());
    }

    HttpReply event(HttpConnection connection, Account account, String room, String eventId) {
        return connection.get(
                CLIENT + "/rooms/" + encode(room) + "/event/" + encode(eventId), account.token());
    }

    private static String sendPath(String room) {
        return CLIENT + "/rooms/" + encode(room) + "/send/m.room.message/";
    }

    private static String content(String body) {
        return "{\"msgtype\":\"m.text\",\"body\":" + JsonFields.quote(body) + "}";
    }

    static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }
}
