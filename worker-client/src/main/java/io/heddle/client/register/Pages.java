package io.heddle.client.register;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/// The frame and the looks that all pages for people share.
@Component
class Pages {
    private static final MediaType HTML =
            new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none';"
                    + " form-action 'self'; script-src 'unsafe-inline' https://www.recaptcha.net https://www.gstatic.com"
                    + " https://www.google.com; frame-src https://www.recaptcha.net https://www.google.com; img-src 'self' data:";

    private final String frame = resource("page.html");

    /// @param content HTML; whatever comes from outside must have gone through [#escape]
    ResponseEntity<String> page(HttpStatus status, String title, String content) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-store")
                .body(frame.replace("{{title}}", escape(title)).replace("{{content}}", content));
    }

    static String escape(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
