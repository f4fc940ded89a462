package io.heddle.sync.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonOutTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "quote \" and \\ backslash",
                "line\nbreak\ttab\rreturn",
                "\u0000\u001f\u007f",
                "grüße, 日本語 and 🦆",
                "\u2028 \"mixed\" 🦆\n"
            })
    void aTextReadsBackAsItWas(String text) {
        byte[] json = new JsonOut(4).beginObject().name(text).value(text).endObject().toBytes();
        assertThat(Json.parseObject(json).get(text).stringValue()).isEqualTo(text);
    }

    @Test
    void commasStandBetweenValuesOnly() {
        JsonOut out = new JsonOut(1).beginObject();
        out.name("list").beginArray().value("a").value(1).raw("{}").endArray();
        out.name("empty").beginArray().endArray();
        out.name("flag").value(true);
        out.name("inner").beginObject().members("\"x\":1".getBytes(StandardCharsets.UTF_8));
        out.members(new byte[0]).name("y").value(2).endObject();
        assertThat(new String(out.endObject().toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"list\":[\"a\",1,{}],\"empty\":[],\"flag\":true,\"inner\":{\"x\":1,\"y\":2}}");
    }
}
