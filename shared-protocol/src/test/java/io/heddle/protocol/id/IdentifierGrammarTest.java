package io.heddle.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("APX-03")
class IdentifierGrammarTest {
    private static final String HASH = "Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "matrix.org",
                "matrix.org:8888",
                "1.2.3.4",
                "1.2.3.4:1234",
                "[1234:5678::abcd]",
                "[1234:5678::abcd]:5678",
                "[::]",
                "[::ffff:1.2.3.4]",
                "[1:2:3:4:5:6:7:8]",
                "localhost",
                "MATRIX.org",
                "a-b.c",
                "x:1",
                "x:65535"
            })
    void takesServerNames(String name) {
        assertThat(new ServerName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "a:",
                "a:b",
                "a:123456",
                "a:70000",
                "a b",
                "a_b",
                "ä.org",
                "[",
                "[]",
                "[::1",
                "::1",
                "[1:2:3:4:5:6:7]",
                "[1::2::3]",
                "[12345::]",
                "[g::]",
                "[::1]x",
                "a/b",
                "a@b",
                "a:1:2",
                "[1.2.3.4]",
                "[1:2:3:4:5:6:7:8:9]",
                "[::1.2.3.256]",
                "[:1::2]"
            })
    void refusesOtherServerNames(String name) {
        assertThatThrownBy(() -> new ServerName(name))
                .isInstanceOf(InvalidIdentifierException.class);
    }

    @Test
    void takesServerNamesApart() {
        assertThat(new ServerName("[::1]:8448").host()).isEqualTo("[::1]");
        assertThat(new ServerName("[::1]:8448").port()).hasValue(8448);
        assertThat(new ServerName("matrix.org").port()).isEmpty();
        assertThat(new ServerName("1.2.3.4:5").isIpLiteral()).isTrue();
        assertThat(new ServerName("[::1]").isIpLiteral()).isTrue();
        assertThat(new ServerName("1.2.3.400").isIpLiteral()).isFalse();
        assertThat(new ServerName("1.2.3.4.example").isIpLiteral()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@alice:example.org",
                "@:example.org",
                "@Älice \u0001😀:x",
                "@a/b=+-._:[::1]:80",
                "@@@:x"
            })
    void takesHistoricalUserIds(String id) {
        assertThat(new UserId(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "alice:x",
                "@alice",
                "@alice:",
                "@a:b:c",
                "@a\u0000:x",
                "@\uD800:x",
                "@a:x y",
                "!a:x"
            })
    void refusesOtherUserIds(String id) {
        assertThat(UserId.isValid(id)).isFalse();
    }

    @Test
    void newLocalpartsAreStrict() {
        assertThat(UserId.isStrict("a.b_c=d-e/f+0")).isTrue();
        for (String localpart : new String[] {"", "A", "a b", "ä", "a:b", "a@b", "a*"}) {
            assertThat(UserId.isStrict(localpart)).isFalse();
        }
        assertThat(new UserId("@Ab|:x").isCompliant()).isTrue();
        assertThat(new UserId("@:x").isCompliant()).isFalse();
        assertThat(new UserId("@a b:x").isCompliant()).isFalse();
        ServerName server = new ServerName("x");
        assertThatThrownBy(() -> UserId.of("a:b", server))
                .isInstanceOf(InvalidIdentifierException.class);
    }

    @Test
    void takesUserIdsApart() {
        UserId id = UserId.of("alice", new ServerName("example.org:80"));

        assertThat(id.localpart()).isEqualTo("alice");
        assertThat(id.server()).isEqualTo(new ServerName("example.org:80"));
        assertThat(id.isOn(new ServerName("example.org:80"))).isTrue();
        assertThat(id.isOn(new ServerName("ample.org:80"))).isFalse();
        assertThat(id.isOn(new ServerName("EXAMPLE.org:80"))).isFalse();
    }

    @Test
    @Tag("CS-API-11")
    void countsLengthsInBytes() {
        String fits = "@" + "a".repeat(252) + ":x";
        String wide = "@" + "ä".repeat(127) + ":x";

        assertThat(UserId.isValid(fits)).isTrue();
        assertThat(UserId.isValid(fits.replaceFirst("a", "aa"))).isFalse();
        assertThat(UserId.isValid(wide)).isFalse();
        assertThat(RoomAlias.isValid("#" + "ä".repeat(126) + ":x")).isTrue();
        assertThat(EventId.isValid("$" + "a".repeat(255))).isFalse();
        assertThat(RoomId.isValid("!" + "a".repeat(253) + ":x")).isFalse();
    }

    @Test
    @Tag("RV-12")
    void takesRoomIdsWithAndWithoutADomain() {
        RoomId hashed = new RoomId("!" + HASH);

        assertThat(hashed.server()).isEmpty();
        assertThat(hashed.isHash()).isTrue();
        assertThat(hashed.createEventId()).isEqualTo(new EventId("$" + HASH));
        assertThat(RoomId.ofCreateEvent(new EventId("$" + HASH))).isEqualTo(hashed);
        assertThat(new RoomId("!a:x").server()).contains(new ServerName("x"));
        assertThat(new RoomId("!a:x").isHash()).isFalse();
        assertThat(new RoomId("!" + HASH.replace('-', '+')).isHash()).isFalse();
        for (String id :
                new String[] {"!", "", "a:x", "!:x", "!a:", "!a\u0000:x", "!a:x y", "#a:x"}) {
            assertThat(RoomId.isValid(id)).isFalse();
        }
    }

    @Test
    void takesRoomAliases() {
        RoomAlias alias = new RoomAlias("#Räum 1#:example.org");

        assertThat(alias.localpart()).isEqualTo("Räum 1#");
        assertThat(alias.server()).isEqualTo(new ServerName("example.org"));
        assertThat(RoomAlias.of("a", new ServerName("x"))).hasToString("#a:x");
        for (String id : new String[] {"#", "#a", "#:x", "a:x", "#a:", "#\uDC00:x"}) {
            assertThat(RoomAlias.isValid(id)).isFalse();
        }
    }

    @Test
    void takesEventIdsOfAllFormats() {
        assertThat(new EventId("$143273582443PhrSn:example.org").server())
                .contains(new ServerName("example.org"));
        assertThat(new EventId("$acR1l0raoZnm60CBwAVgqbZqoO/mYU81xysh1u7XcJk").isHash()).isTrue();
        assertThat(new EventId("$" + HASH).isUrlSafeHash()).isTrue();
        assertThat(new EventId("$" + HASH).isHash()).isFalse();
        assertThat(new EventId("$a:b c").server()).isEmpty();
        for (String id : new String[] {"", "$", "a", "!a:x", "$\uD800"}) {
            assertThat(EventId.isValid(id)).isFalse();
        }
    }

    @Test
    void takesIdentifiersThatStayStrings() {
        assertThat(Identifiers.isOpaque("aZ9-._~")).isTrue();
        assertThat(Identifiers.isOpaque("")).isFalse();
        assertThat(Identifiers.isOpaque("a b")).isFalse();
        assertThat(Identifiers.isOpaque("a".repeat(256))).isFalse();
        assertThat(Identifiers.isNamespaced("m.login_a-0")).isTrue();
        assertThat(Identifiers.isNamespaced("0a")).isFalse();
        assertThat(Identifiers.isNamespaced("Aa")).isFalse();
        assertThat(Identifiers.isNamespaced("")).isFalse();
        assertThat(Identifiers.isRoomVersion("org.example-1")).isTrue();
        assertThat(Identifiers.isRoomVersion("a".repeat(33))).isFalse();
        assertThat(Identifiers.isRoomVersion("A")).isFalse();
        assertThat(Identifiers.isRoomVersion("")).isFalse();
    }
}
