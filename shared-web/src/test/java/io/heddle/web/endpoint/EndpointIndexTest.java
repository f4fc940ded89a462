package io.heddle.web.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.heddle.web.endpoint.EndpointIndex.Match;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

@Tag("CS-API-01")
class EndpointIndexTest {
    private final EndpointIndex index = new EndpointIndex();

    @Test
    void readsTheVariablesOfAPathDecoded() {
        Endpoint send = add("PUT", "/rooms/{roomId}/send/{type}/{txnId}");

        Match match = find(HttpMethod.PUT, "/rooms/%21a%3Ab/send/m.room.message/1%2F2");

        assertThat(match).isNotNull();
        assertThat(match.endpoint()).isSameAs(send);
        assertThat(match.variables())
                .isEqualTo(Map.of("roomId", "!a:b", "type", "m.room.message", "txnId", "1/2"));
    }

    @Test
    void prefersALiteralSegmentButComesBackFromIt() {
        Endpoint literal = add("GET", "/rooms/{roomId}/aliases");
        Endpoint variable = add("GET", "/{kind}/{id}/{what}");

        assertThat(endpoint("/rooms/x/aliases")).isSameAs(literal);
        assertThat(endpoint("/rooms/x/members")).isSameAs(variable);
    }

    @Test
    void tellsASlashAtTheEndApart() {
        Endpoint plain = add("GET", "/state/{type}");
        Endpoint emptyKey = add("GET", "/state/{type}/");

        assertThat(endpoint("/state/m.room.name")).isSameAs(plain);
        assertThat(endpoint("/state/m.room.name/")).isSameAs(emptyKey);
        assertThat(endpoint("/state//")).isNull();
    }

    @Test
    void answersHeadAsGetAndNoOtherMethod() {
        Endpoint get = add("GET", "/versions");

        assertThat(find(HttpMethod.HEAD, "/versions")).extracting(Match::endpoint).isSameAs(get);
        assertThat(find(HttpMethod.POST, "/versions")).isNull();
        assertThat(find(HttpMethod.GET, "/versions/more")).isNull();
    }

    @Test
    void refusesTwoEndpointsAtOnePath() {
        add("GET", "/rooms/{roomId}");

        assertThatIllegalStateException()
                .isThrownBy(() -> add("GET", "/rooms/{roomIdOrAlias}"))
                .withMessageContaining("/rooms/{roomIdOrAlias}");
    }

    @Test
    void holdsOnlySegmentsAndVariables() {
        assertThat(EndpointIndex.holds(pattern("/a/{b}/c"))).isTrue();
        assertThat(EndpointIndex.holds(pattern("/a/{b:[0-9]+}"))).isFalse();
        assertThat(EndpointIndex.holds(pattern("/a/{*rest}"))).isFalse();
        assertThat(EndpointIndex.holds(pattern("/a/*.html"))).isFalse();
    }

    private Endpoint add(String method, String pattern) {
        Endpoint endpoint = endpoint();
        index.add(method, pattern(pattern), endpoint);
        return endpoint;
    }

    private @Nullable Match find(HttpMethod method, String path) {
        return index.find(method, PathContainer.parsePath(path));
    }

    private @Nullable Endpoint endpoint(String path) {
        Match match = find(HttpMethod.GET, path);
        return match == null ? null : match.endpoint();
    }

    private static PathPattern pattern(String text) {
        return PathPatternParser.defaultInstance.parse(text);
    }

    private static Endpoint endpoint() {
        try {
            return new Endpoint(
                    new HandlerMethod(new Object(), Object.class.getMethod("hashCode")),
                    List.of(),
                    List.of());
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }
}
