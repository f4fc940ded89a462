package io.heddle.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.Fuzz;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.json.JsonParseFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("APX-03")
class IdentifierFuzzTest {
    @Test
    void identifiersKeepTheirTextOrRefuseIt() {
        Fuzz.run(
                "identifiers",
                List.of(
                        "@alice:example.org",
                        "!room:[1234::abcd]:8448",
                        "#alias:1.2.3.4:80",
                        "$Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg",
                        "!Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg",
                        "[::ffff:1.2.3.4]:1"),
                IdentifierFuzzTest::parse,
                InvalidIdentifierException.class);
    }

    private static void parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '@' -> {
                UserId id = new UserId(text);
                assertThat(UserId.of(id.localpart(), id.server())).isEqualTo(id);
            }
            case '#' -> {
                RoomAlias id = new RoomAlias(text);
                assertThat(RoomAlias.of(id.localpart(), id.server())).isEqualTo(id);
            }
            case '!' -> new RoomId(text).server();
            case '$' -> new EventId(text).server();
            default -> server(text);
        }
    }

    private static void server(String text) {
        ServerName name = new ServerName(text);
        String port = name.port().isPresent() ? text.substring(name.host().length()) : "";
        assertThat(name.host() + port).isEqualTo(text);
        assertThat(name.value()).hasSizeLessThanOrEqualTo(255);
    }

    @Test
    void thirdPartyIdsAreCanonicalOrRefused() {
        Fuzz.run(
                "third-party ids",
                List.of("Strauß@Example.com", "+44 7700 900123", "00447700900123"),
                bytes -> {
                    String text = new String(bytes, StandardCharsets.UTF_8);
                    ThirdPartyId id =
                            text.indexOf('@') >= 0
                                    ? ThirdPartyId.email(text)
                                    : ThirdPartyId.phone(text);
                    assertThat(ThirdPartyId.parse(id.medium(), id.address()).medium())
                            .isEqualTo(id.medium());
                    Json.parse(Json.bytes(Json.object().put("address", id.address())));
                },
                InvalidIdentifierException.class,
                JsonParseFailure.class);
    }
}
