package io.heddle.federation.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.federation.discovery.WellKnownSource.Answer;
import io.heddle.federation.https.Https;
import io.heddle.federation.https.Settings;
import io.heddle.protocol.id.ServerName;
import io.heddle.testing.FakeHomeserver;
import io.heddle.testing.FakeHomeserver.Reply;
import io.heddle.testing.TestAuthority;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("SS-CONN-01")
class WellKnownFetcherTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create();
    private static final String PATH = "/.well-known/matrix/server";

    private final FakeHomeserver server =
            FakeHomeserver.start(AUTHORITY.server("a.example", "b.example"), 0);
    private final Https https =
            Settings.https(Map.of("federation-custom-ca-list", AUTHORITY.file().toString()));
    private final WellKnownFetcher fetcher =
            new WellKnownFetcher(
                    https,
                    new FakeDns()
                            .address("a.example", "127.0.0.1")
                            .address("b.example", "127.0.0.1"),
                    Settings.rules(Map.of("ip-range-whitelist", "127.0.0.1")),
                    Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));

    @AfterEach
    void close() {
        https.destroy();
        server.close();
    }

    @Test
    void theDelegateIsToldWithHowLongItMayBeKept() {
        answer(200, Map.of(), "{\"m.server\":\"c.example:1\"}");
        assertThat(fetch()).isEqualTo(delegate("c.example:1", Duration.ofHours(24)));
        answer(
                200,
                Map.of("Cache-Control", "public, max-age=7200"),
                "{\"m.server\":\"c.example\"}");
        assertThat(fetch()).isEqualTo(delegate("c.example", Duration.ofHours(2)));
        answer(200, Map.of("Cache-Control", "no-store"), "{\"m.server\":\"c.example\"}");
        assertThat(fetch()).isEqualTo(delegate("c.example", Duration.ofMinutes(5)));
        answer(
                200,
                Map.of("Expires", "Thu, 01 Jan 2026 03:00:00 GMT"),
                "{\"m.server\":\"c.example\"}");
        assertThat(fetch()).isEqualTo(delegate("c.example", Duration.ofHours(3)));
    }

    @Test
    void redirectsAreFollowedButNotInCirclesNorOutOfHttps() {
        answer(302, Map.of("Location", "https://b.example:" + server.port() + "/there"), "");
        server.answer(
                "/there",
                request -> new Reply(200, Map.of(), "{\"m.server\":\"c.example\"}".getBytes()));
        assertThat(fetch()).isEqualTo(delegate("c.example", Duration.ofHours(24)));
        assertThat(server.asked("/there").getFirst().host())
                .isEqualTo("b.example:" + server.port());
        answer(302, Map.of("Location", PATH), "");
        assertThat(fetch()).isEqualTo(Answer.NONE);
        answer(302, Map.of("Location", "http://b.example:" + server.port() + "/there"), "");
        assertThat(fetch()).isEqualTo(Answer.NONE);
        assertThat(server.asked("/there")).hasSize(1);
    }

    @Test
    void whatIsNoProperAnswerIsNone() {
        for (String body :
                new String[] {"", "[]", "{}", "{\"m.server\":1}", "{\"m.server\":\"a b\"}"}) {
            answer(200, Map.of(), body);
            assertThat(fetch()).as(body).isEqualTo(Answer.NONE);
        }
        answer(404, Map.of(), "{\"m.server\":\"c.example\"}");
        assertThat(fetch()).isEqualTo(Answer.NONE);
        answer(200, Map.of(), "{\"m.server\":\"c.example\"}" + " ".repeat(60_000));
        assertThat(fetch()).isEqualTo(Answer.NONE);
    }

    private Answer fetch() {
        return fetcher.fetch(URI.create("https://a.example:" + server.port() + PATH));
    }

    private void answer(int status, Map<String, String> headers, String body) {
        server.answer(PATH, request -> new Reply(status, headers, body.getBytes()));
    }

    private static Answer delegate(String name, Duration lifetime) {
        return new Answer(ServerName.parse(name), lifetime);
    }
}
