package io.heddle.e2e.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.e2e.robust.Http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is said to requests that are refused before anybody looks at what they want.
/// https://spec.matrix.org/v1.19/client-server-api/#api-standards
class RefusalsTest {
    private static final List<String> PREFIXES = List.of("r0", "unstable", "api/v1", "v2_alpha");
    private static final byte[] NO_JSON = "no JSON".getBytes(StandardCharsets.UTF_8);
    private static final HeddleServer SERVER = HeddleServer.shared();
    private static final Http HTTP = new Http(SERVER.baseUrl());

    @Tag("CS-AUTH-01")
    @Tag("CS-API-05")
    @TestFactory
    Stream<DynamicTest> aTokenIsDemandedBeforeAllElse() {
        return Served.each(
                Endpoint::needsToken,
                (endpoint, complaints) -> {
                    String path = anyPath(endpoint);
                    byte[] body = endpoint.body() == null ? null : NO_JSON;
                    for (String token : List.of("garbage", "g".repeat(5000), "a b", "%00")) {
                        Reply reply = HTTP.send(endpoint.method(), path, token, body);
                        complaints.check("token " + token, 401, "M_UNKNOWN_TOKEN", reply);
                    }
                    Reply reply = HTTP.send(endpoint.method(), path, null, body);
                    complaints.check("no token", 401, "M_MISSING_TOKEN", reply);
                });
    }

    @Tag("CS-API-03")
    @Test
    void everyEndpointIsServedOrOnTheListOfThoseThatAreNot() {
        Set<String> notServed =
                Endpoint.all().stream()
                        .filter(endpoint -> !Served.isServed(HTTP, endpoint))
                        .map(Endpoint::toString)
                        .collect(Collectors.toSet());
        assertThat(notServed).isEqualTo(Served.notServed().keySet());
        assertThat(Served.notServed().values()).noneMatch(String::isBlank);
    }

    @Tag("CS-API-03")
    @TestFactory
    Stream<DynamicTest> aWrongMethodIsNotAllowed() {
        List<Endpoint> all = Endpoint.all();
        return Served.each(
                endpoint -> true,
                (endpoint, complaints) -> {
                    Set<String> methods =
                            all.stream()
                                    .filter(other -> other.path().equals(endpoint.path()))
                                    .map(Endpoint::method)
                                    .collect(Collectors.toSet());
                    String path = anyPath(endpoint);
                    for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH")) {
                        if (!methods.contains(method)) {
                            Reply reply = HTTP.send(method, path, null, null);
                            complaints.check(method, 405, "M_UNRECOGNIZED", reply);
                            assertThat(reply.header("Allow")).contains(methods);
                        }
                    }
                });
    }

    @Tag("CS-API-09")
    @TestFactory
    Stream<DynamicTest> olderPrefixesLeadToTheSame() {
        return Served.each(
                Endpoint::isV3,
                (endpoint, complaints) -> {
                    Reply modern = HTTP.send(endpoint.method(), anyPath(endpoint), null, NO_JSON);
                    for (String prefix : PREFIXES) {
                        String path = anyPath(endpoint.under(prefix));
                        Reply reply = HTTP.send(endpoint.method(), path, null, NO_JSON);
                        complaints.check(prefix, modern.status(), modern.errcode(), reply);
                    }
                });
    }

    private static String anyPath(Endpoint endpoint) {
        return endpoint.path().replaceAll("\\{[^}]*}", "x");
    }
}
