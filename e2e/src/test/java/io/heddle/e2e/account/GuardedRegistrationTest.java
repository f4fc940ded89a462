package io.heddle.e2e.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.heddle.e2e.HeddleServer;
import io.heddle.storage.account.RegistrationTokens;
import io.heddle.testing.TestClient;
import io.heddle.testing.TestClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Registration behind a captcha, terms and a token.
class GuardedRegistrationTest {
    private static final String REGISTER = "/_matrix/client/v3/register";

    private static HttpServer captchaService;
    private static HeddleServer server;

    @BeforeAll
    static void start() throws IOException {
        captchaService =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        captchaService.createContext(
                "/verify",
                exchange -> {
                    String form =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    byte[] answer =
                            ("{\"success\":" + form.contains("response=solved") + "}")
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        captchaService.start();
        server =
                HeddleServer.start(
                        Map.of(
                                "homeserver.enable-registration", "true",
                                "homeserver.registration-requires-token", "true",
                                "homeserver.terms.version", "1.0",
                                "homeserver.terms.url", "https://test.local/terms",
                                "homeserver.recaptcha.public-key", "public",
                                "homeserver.recaptcha.private-key", "private",
                                "homeserver.recaptcha.siteverify-api",
                                        "http://127.0.0.1:"
                                                + captchaService.getAddress().getPort()
                                                + "/verify",
                                "homeserver.password-config.policy.enabled", "true",
                                "homeserver.password-config.policy.minimum-length", "8",
                                "homeserver.password-config.policy.require-digit", "true"));
        server.bean(RegistrationTokens.class).create("once", 1, null);
        server.bean(RegistrationTokens.class).create("late", null, 1L);
    }

    @AfterAll
    static void stop() {
        server.close();
        captchaService.stop(0);
    }

    @Test
    @Tag("CS-AUTH-12")
    @Tag("CS-AUTH-13")
    @Tag("CS-AUTH-16")
    void everyStageIsGoneThroughInOrderByTheAppOrByItsPage() throws Exception {
        TestClient nobody = server.anonymous();
        Answer asked =
                nobody.post(REGISTER, "{\"username\":\"nina\",\"password\":\"longenough1\"}");
        assertThat(asked.json().at("/flows/0/stages").toString())
                .isEqualTo(
                        "[\"m.login.recaptcha\",\"m.login.terms\",\"m.login.registration_token\"]");
        assertThat(asked.text("/params/m.login.recaptcha/public_key")).isEqualTo("public");
        assertThat(asked.text("/params/m.login.terms/policies/privacy_policy/en/url"))
                .isEqualTo("https://test.local/terms");
        String session = asked.text("session");

        Answer early = stage("m.login.registration_token", session, ",\"token\":\"once\"");
        assertThat(early.status()).isEqualTo(401);
        assertThat(early.json().path("completed").toString()).isEqualTo("[]");

        assertThat(stage("m.login.recaptcha", session, "").errcode()).isEqualTo("M_CAPTCHA_NEEDED");
        assertThat(stage("m.login.recaptcha", session, ",\"response\":\"no\"").errcode())
                .isEqualTo("M_CAPTCHA_INVALID");
        Answer human = stage("m.login.recaptcha", session, ",\"response\":\"solved\"");
        assertThat(human.text("/completed/0")).isEqualTo("m.login.recaptcha");

        assertThat(submit("m.login.terms", "session=" + session).body()).contains("onAuthDone");
        assertThat(
                        submit("m.login.registration_token", "session=" + session + "&token=wrong")
                                .statusCode())
                .isEqualTo(401);
        assertThat(validity("once")).isTrue();
        assertThat(
                        submit("m.login.registration_token", "session=" + session + "&token=once")
                                .statusCode())
                .isEqualTo(200);
        assertThat(validity("once")).isFalse();
        assertThat(validity("late")).isFalse();
        assertThat(validity("none")).isFalse();

        Answer done =
                nobody.post(REGISTER, "{\"auth\":{\"session\":\"%s\"}}".formatted(session)).ok();
        assertThat(done.text("user_id")).isEqualTo("@nina:" + HeddleServer.NAME);
        assertThat(validity("once")).isFalse();
    }

    @Test
    @Tag("CS-ACCT-01")
    void weakPasswordsAreRefused() {
        Answer weak =
                server.anonymous()
                        .post(REGISTER, "{\"username\":\"olga\",\"password\":\"longenough\"}");
        assertThat(weak.status()).isEqualTo(400);
        assertThat(weak.errcode()).isEqualTo("M_WEAK_PASSWORD");
    }

    private static Answer stage(String type, String session, String more) {
        return server.anonymous()
                .post(
                        REGISTER,
                        "{\"auth\":{\"type\":\"%s\",\"session\":\"%s\"%s}}"
                                .formatted(type, session, more));
    }

    private static boolean validity(String token) {
        return server.anonymous()
                .get(
                        "/_matrix/client/v1/register/m.login.registration_token/validity?token="
                                + token)
                .ok()
                .at("valid")
                .booleanValue();
    }

    private static HttpResponse<String> submit(String stage, String form) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        server.baseUrl()
                                                + "/_matrix/client/v3/auth/"
                                                + stage
                                                + "/fallback/web"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
