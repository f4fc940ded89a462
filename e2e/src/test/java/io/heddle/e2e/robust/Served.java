package io.heddle.e2e.robust;

import io.heddle.e2e.robust.Http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// The endpoints that the tests of bad input go through.
final class Served {
    /// Endpoints left out although they may be served, by how their path begins, and why.
    static final Map<String, String> SKIPPED =
            Map.of(
                    "/_matrix/media/",
                            "bodies and answers are bytes; the media repository has tests of its own",
                    "/_matrix/client/v1/media/", "the same",
                    "/.well-known/matrix/policy_server", "served by the host of a policy server",
                    "/_matrix/client/v3/login/sso/", "answers a browser with redirections");

    private Served() {}

    static List<Endpoint> endpoints() {
        Set<String> notServed = notServed().keySet();
        return Endpoint.all().stream()
                .filter(endpoint ->
                        SKIPPED.keySet().stream().noneMatch(endpoint.path()::startsWith))
                .filter(endpoint -> !notServed.contains(endpoint.toString()))
                .toList();
    }

    /// The endpoints of `endpoints-not-served.tsv` and why they are not served.
    static Map<String, String> notServed() {
        try (InputStream list = Served.class.getResourceAsStream("/endpoints-not-served.tsv")) {
            Map<String, String> reasons = new TreeMap<>();
            new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(line -> reasons.put(line[0] + " " + line[1], line[2]));
            return reasons;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether anything answers there.
    static boolean isServed(Http http, Endpoint endpoint) {
        String path = endpoint.path().replaceAll("\\{[^}]*}", "x");
        Reply reply = http.send(endpoint.method(), path, null, null);
        return !reply.errcode().equals("M_UNRECOGNIZED");
    }

    /// One test for each endpoint that fits, failing with all that the test complains of.
    static Stream<DynamicTest> each(
            Predicate<Endpoint> which, BiConsumer<Endpoint, Complaints> test) {
        return endpoints().stream()
                .filter(which)
                .map(endpoint ->
                        DynamicTest.dynamicTest(
                                endpoint.toString(),
                                () -> {
                                    Complaints complaints = new Complaints();
                                    test.accept(endpoint, complaints);
                                    complaints.none();
                                }));
    }
}
