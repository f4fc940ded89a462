package io.heddle.e2e.robust;

import io.heddle.e2e.HeddleServer;
import io.heddle.e2e.robust.Http.Reply;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// The endpoints that the tests of bad input go through.
final class Served {
    /// Endpoints left out, by how their path begins, and why.
    static final Map<String, String> SKIPPED =
            Map.of(
                    "/_matrix/media/",
                            "bodies and answers are bytes; the media repository has tests of its own",
                    "/_matrix/client/v1/media/", "the same",
                    "/.well-known/matrix/policy_server", "served by the host of a policy server",
                    "/_matrix/client/v3/login/sso/", "answers a browser with redirections");

    private Served() {}

    static List<Endpoint> endpoints(HeddleServer server) {
        Http http = new Http(server.baseUrl());
        return Endpoint.all().stream()
                .filter(endpoint ->
                        SKIPPED.keySet().stream().noneMatch(endpoint.path()::startsWith))
                .filter(endpoint -> isServed(http, endpoint))
                .toList();
    }

    private static boolean isServed(Http http, Endpoint endpoint) {
        String path = endpoint.path().replaceAll("\\{[^}]*}", "x");
        Reply reply = http.send(endpoint.method(), path, null, null);
        return !reply.errcode().equals("M_UNRECOGNIZED");
    }

    /// One test for each endpoint that fits, failing with all that the test complains of.
    static Stream<DynamicTest> each(
            HeddleServer server, Predicate<Endpoint> which, BiConsumer<Endpoint, Complaints> test) {
        return endpoints(server).stream()
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
