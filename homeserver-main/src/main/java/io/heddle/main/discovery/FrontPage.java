package io.heddle.main.discovery;

import io.heddle.replication.config.HomeserverSettings;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/// What a person sees who opens the server's address in a browser.
@RestController
class FrontPage {
    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";
    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s</title>
            <style>
            :root { color-scheme: light dark; }
            body { font-family: system-ui, sans-serif; line-height: 1.5; max-width: 36rem; margin: 15vh auto; padding: 0 1rem; }
            </style>
            </head>
            <body>
            <h1>%1$s is running</h1>
            <p>This is a Matrix homeserver, served by Heddle. To talk through it, give the address of this page as the homeserver to
            a <a href="https://matrix.org/ecosystem/clients/">Matrix client</a>.</p>
            </body>
            </html>
            """;

    private final String page;

    FrontPage(HomeserverSettings settings) {
        this.page = PAGE.formatted(HtmlUtils.htmlEscape(settings.serverName(), "UTF-8"));
    }

    @GetMapping("/")
    ResponseEntity<String> show() {
        return ResponseEntity.ok()
                .contentType(HTML)
                .header("Content-Security-Policy", POLICY)
                .body(page);
    }
}
