package io.heddle.client.register;

import io.heddle.replication.config.HomeserverSettings;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The login page for clients that know none of the login types.
/// https://spec.matrix.org/v1.19/client-server-api/#login-fallback
@RestController
class LoginPage {
    private final Pages pages;
    private final String content;

    LoginPage(Pages pages, HomeserverSettings settings) {
        this.pages = pages;
        this.content =
                Pages.resource("login.html")
                        .replace("{{server}}", Pages.escape(settings.serverName()));
    }

    @GetMapping({"/_matrix/static/client/login", "/_matrix/static/client/login/"})
    ResponseEntity<String> page() {
        return pages.page(HttpStatus.OK, "Log in", content);
    }
}
