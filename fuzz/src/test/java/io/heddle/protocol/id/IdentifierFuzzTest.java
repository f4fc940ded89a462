package io.heddle.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.heddle.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

@Tag("APX-03")
class IdentifierFuzzTest {
    @FuzzTest(maxDuration = Fuzzing.TIME)
    void identifiersKeepTheirTextOrRefuseIt(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            parse(text);
        } catch (InvalidIdentifierException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    private static void parse(String text) {
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
}
