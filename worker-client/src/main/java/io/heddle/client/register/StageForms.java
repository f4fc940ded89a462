package io.heddle.client.register;

import io.heddle.protocol.json.Json;
import io.heddle.web.uia.InteractiveAuth;
import io.heddle.web.uia.Stage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// What the page of each stage asks for.
@Component
class StageForms {
    /// Tells the client, whichever way it listens.
    static final String DONE =
            """
            <h1>Thank you</h1>
            <p>You may close this window and go back to your app.</p>
            <script>
            if (window.onAuthDone) {
              window.onAuthDone();
            } else if (window.opener && window.opener.postMessage) {
              window.opener.postMessage("authDone", "*");
            }
            </script>\
            """;

    private final InteractiveAuth interactiveAuth;

    StageForms(InteractiveAuth interactiveAuth) {
        this.interactiveAuth = interactiveAuth;
    }

    String form(String stage, String session, @Nullable String error) {
        return switch (stage) {
            case Stage.PASSWORD ->
                    form(session, error, "Confirm that it is you", "Log in", PASSWORD_FIELDS);
            case Stage.REGISTRATION_TOKEN ->
                    form(session, error, "Registration token", "Continue", TOKEN_FIELDS);
            case Stage.TERMS -> form(session, error, "Terms", "Agree", terms());
            case Stage.RECAPTCHA -> form(session, error, "Are you human?", "Continue", recaptcha());
            default ->
                    form(
                            session,
                            error,
                            "Continue",
                            "Continue",
                            "<p>One click and you are through.</p>");
        };
    }

    private static final String PASSWORD_FIELDS =
            """
            <p>Enter your user name and password.</p>
            <label for="user">User name</label>
            <input id="user" name="user" autocomplete="username" autocapitalize="none" required autofocus>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required>\
            """;

    private static final String TOKEN_FIELDS =
            """
            <p>This server asks for a token that its administrators give out.</p>
            <label for="token">Token</label>
            <input id="token" name="token" autocomplete="off" autocapitalize="none" required autofocus>\
            """;

    private String terms() {
        ObjectNode params = Objects.requireNonNull(interactiveAuth.stage(Stage.TERMS)).params();
        ObjectNode policy =
                Json.object(Json.object(Json.object(params, "policies"), "privacy_policy"), "en");
        return "<p>Please read and agree to the <a target=\"_blank\" rel=\"noopener\" href=\""
                + Pages.escape(String.valueOf(Json.string(policy, "url")))
                + "\">"
                + Pages.escape(String.valueOf(Json.string(policy, "name")))
                + "</a>.</p>";
    }

    private String recaptcha() {
        ObjectNode params = Objects.requireNonNull(interactiveAuth.stage(Stage.RECAPTCHA)).params();
        return "<p>Please solve the riddle.</p><script src=\"https://www.recaptcha.net/recaptcha/api.js\" async defer>"
                + "</script><div class=\"g-recaptcha\" data-sitekey=\""
                + Pages.escape(String.valueOf(Json.string(params, "public_key")))
                + "\"></div>";
    }

    private static String form(
            String session, @Nullable String error, String title, String button, String fields) {
        return "<h1>"
                + title
                + "</h1>"
                + (error == null
                        ? ""
                        : "<p class=\"error\" role=\"alert\">" + Pages.escape(error) + "</p>")
                + "<form method=\"post\"><input type=\"hidden\" name=\"session\" value=\""
                + Pages.escape(session)
                + "\">"
                + fields
                + "<button>"
                + button
                + "</button></form>";
    }
}
