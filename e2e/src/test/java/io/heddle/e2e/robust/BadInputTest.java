package io.heddle.e2e.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.e2e.robust.BadBodies.Answered;
import io.heddle.e2e.robust.BadBodies.Body;
import io.heddle.e2e.robust.Endpoint.Parameter;
import io.heddle.e2e.robust.Http.Reply;
import io.heddle.testing.TestClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Every endpoint of the specification against what it should refuse: nothing makes the server fail, every refusal says
/// why in the specification's words, and nothing of it is kept.
/// https://spec.matrix.org/v1.19/client-server-api/#standard-error-response
class BadInputTest {
    private static final int AT_ONCE = 8;
    private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);
    private static final List<String> ODD_SEGMENTS =
            List.of(
                    "x",
                    "%00",
                    "a%00b",
                    "a%2Fb",
                    "%2F",
                    "..",
                    "%2E%2E",
                    "%ED%A0%80",
                    "%FF",
                    "%20",
                    ";a=b",
                    "-1",
                    "99999999999999999999",
                    "y".repeat(300),
                    "y".repeat(3000));
    private static final List<String> NO_INTEGERS =
            List.of(
                    "nonsense",
                    "",
                    "1.5",
                    "1e3",
                    "-1",
                    "%2B1",
                    "+1",
                    "%201",
                    "1%20",
                    "1%00",
                    "0x10",
                    "0b1",
                    "1_000",
                    "1,000",
                    "1L",
                    "%D9%A3", // an Arabic digit
                    "9007199254740992",
                    "99999999999999999999",
                    "9".repeat(3000));
    private static final List<String> NO_BOOLEANS =
            List.of("nonsense", "", "2", "1", "0", "True", "TRUE", "yes", "on", "%20true");
    private static final List<String> NO_CHOICES = List.of("nonsense", "%00", "z".repeat(3000));
    private static final List<String> ODD_TEXTS =
            List.of(
                    "",
                    "nonsense",
                    "%00",
                    "a%00b",
                    "%ED%A0%80",
                    "%FF",
                    "-1",
                    "0",
                    "s1_2",
                    "t99999999999999999999",
                    "%7B",
                    "%7B%22room%22%3A%5B%5D%7D",
                    "z".repeat(3000));

    private static final HeddleServer SERVER = HeddleServer.shared();
    private static final Http HTTP = new Http(SERVER.baseUrl());
    private static @Nullable TestClient alice;

    @Tag("CS-API-01")
    @Tag("CS-API-02")
    @Tag("CS-API-04")
    @Tag("CS-API-05")
    @TestFactory
    Stream<DynamicTest> badBodiesAreRefusedAndLeaveNoTrace() {
        return Served.each(endpoint -> endpoint.body() != null, BadInputTest::refusesBadBodies);
    }

    private static void refusesBadBodies(Endpoint endpoint, Complaints complaints) {
        Ground ground = ground();
        List<Body> bodies = BadBodies.of(Objects.requireNonNull(endpoint.body()), ground);
        TableCounts before = TableCounts.of(SERVER);
        atOnce(
                bodies.stream().filter(body -> body.answered() != Answered.SOMEHOW),
                body -> send(endpoint, ground, body, complaints));
        List<String> grown = TableCounts.of(SERVER).grownSince(before);
        atOnce(
                bodies.stream().filter(body -> body.answered() == Answered.SOMEHOW),
                body -> send(endpoint, ground, body, complaints));
        complaints.none();
        assertThat(grown).isEmpty();
    }

    private static void send(Endpoint endpoint, Ground ground, Body body, Complaints complaints) {
        String path = ground.path(endpoint);
        complaints.check(
                body.what(),
                body.answered(),
                HTTP.send(endpoint.method(), path, ground.token(), body.bytes()));
    }

    @Tag("CS-API-02")
    @Tag("CS-API-12")
    @TestFactory
    Stream<DynamicTest> badParametersAreRefused() {
        return Served.each(
                endpoint -> !endpoint.parameters().isEmpty(), BadInputTest::refusesBadParameters);
    }

    private static void refusesBadParameters(Endpoint endpoint, Complaints complaints) {
        Ground ground = ground();
        for (Parameter parameter : endpoint.parameters()) {
            String name = parameter.name();
            if (parameter.inPath()) {
                Answered answered =
                        isIdentifier(name) || parameter.isEnum()
                                ? Answered.REFUSED
                                : Answered.SOMEHOW;
                atOnce(
                        ODD_SEGMENTS.stream(),
                        odd -> with(endpoint, ground, name, odd, answered, complaints));
                atOnce(
                        identifiers(name).stream().map(TestClient::enc),
                        id -> with(endpoint, ground, name, id, Answered.SOMEHOW, complaints));
            } else {
                atOnce(
                        wrong(parameter).stream(),
                        odd ->
                                with(
                                        endpoint,
                                        ground,
                                        name,
                                        odd,
                                        Answered.INVALID_PARAM,
                                        complaints));
                atOnce(
                        Stream.concat(ODD_TEXTS.stream(), Stream.of("1&" + name + "=2")),
                        odd -> with(endpoint, ground, name, odd, Answered.SOMEHOW, complaints));
            }
        }
    }

    private static void with(
            Endpoint endpoint,
            Ground ground,
            String name,
            String value,
            Answered answered,
            Complaints complaints) {
        String path = ground.path(endpoint, Map.of(name, value));
        byte[] body = endpoint.body() == null ? null : EMPTY_OBJECT;
        Reply reply = HTTP.send(endpoint.method(), path, ground.token(), body);
        String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        complaints.check(name + " = " + shown, answered, reply);
    }

    /// Several at a time, as most of a request is waiting.
    private static <T> void atOnce(Stream<T> all, Consumer<T> task) {
        Semaphore free = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> running =
                    all.map(one ->
                                    threads.submit(() -> {
                                        free.acquireUninterruptibly();
                                        try {
                                            task.accept(one);
                                        } finally {
                                            free.release();
                                        }
                                    }))
                            .toList();
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isIdentifier(String name) {
        return List.of("roomId", "userId", "roomAlias", "roomIdOrAlias").contains(name);
    }

    /// Of the right sigil, but malformed or of nobody.
    private static List<String> identifiers(String name) {
        return switch (name) {
            case "roomId", "roomIdOrAlias" ->
                    List.of("!none:elsewhere.invalid", "!none", "!:", "!", "#a:b", "!a\0:b");
            case "userId" ->
                    List.of("@none:elsewhere.invalid", "@none:test.local", "@:test.local", "@a");
            case "roomAlias" -> List.of("#none:elsewhere.invalid", "#a", "#:b", "#a\0:b");
            case "eventId" -> List.of("$none:elsewhere.invalid", "$none", "$", "$a\0");
            default -> List.of();
        };
    }

    private static List<String> wrong(Parameter parameter) {
        return switch (parameter.type()) {
            case "integer" -> NO_INTEGERS;
            case "boolean" -> NO_BOOLEANS;
            default -> parameter.isEnum() ? NO_CHOICES : List.of();
        };
    }

    /// A new room of alice, an administrator so that nothing is refused for who she is. She registers anew when an endpoint
    /// did away with her session.
    private static Ground ground() {
        TestClient known = alice;
        if (known == null || known.get("/_matrix/client/v3/account/whoami").status() != 200) {
            known = SERVER.admin("alice");
            alice = known;
        }
        return Ground.of(known);
    }
}
