package io.heddle.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLogTest {
    @ParameterizedTest
    @CsvSource({
        "?access_token=abc, ?access_token=<redacted>",
        "?a=1&access_token=abc&b=2, ?a=1&access_token=<redacted>&b=2",
        "?access%5Ftoken=abc, ?access%5Ftoken=<redacted>",
        "?%61ccess_token=abc, ?%61ccess_token=<redacted>",
        "?%61ccess%5Ft%6Fken=abc, ?%61ccess%5Ft%6Fken=<redacted>",
        "?client_secret=abc&sid=1, ?client_secret=<redacted>&sid=1",
        "?loginToken=abc, ?loginToken=<redacted>",
        "?since=s1_2&timeout=0, ?since=s1_2&timeout=0",
        "?a=token=x, ?a=token=x",
    })
    void secretsInTheQueryAreLeftOut(String query, String written) {
        assertThat(RequestLog.redacted(query)).isEqualTo(written);
    }
}
