package io.heddle.client.register;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.web.limit.ClientAddress;
import io.heddle.web.route.ClientController;
import io.heddle.web.uia.InteractiveAuth;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ServerWebExchange;
import tools.jackson.databind.node.ObjectNode;

/// A page for every stage of user-interactive authentication, for clients that do not know the stage.
/// https://spec.matrix.org/v1.19/client-server-api/#fallback
@ClientController
class StagePages {
    private static final String RECAPTCHA_RESPONSE = "g-recaptcha-response";

    private final InteractiveAuth interactiveAuth;
    private final StageForms forms;
    private final Pages pages;

    StagePages(InteractiveAuth interactiveAuth, StageForms forms, Pages pages) {
        this.interactiveAuth = interactiveAuth;
        this.forms = forms;
        this.pages = pages;
    }

    @GetMapping("/auth/{stage}/fallback/web")
    ResponseEntity<String> show(
            @PathVariable String stage, @RequestParam(required = false) @Nullable String session) {
        MatrixException wrong = wrong(stage, session);
        if (wrong != null || session == null) {
            return failed(wrong);
        }
        return interactiveAuth.session(session).completed().has(stage)
                ? done()
                : form(HttpStatus.OK, stage, session, null);
    }

    @PostMapping("/auth/{stage}/fallback/web")
    ResponseEntity<String> submit(@PathVariable String stage, ServerWebExchange exchange) {
        MultiValueMap<String, String> form = Objects.requireNonNull(exchange.getFormData().block());
        String session = form.getFirst("session");
        MatrixException wrong = wrong(stage, session);
        if (wrong != null || session == null) {
            return failed(wrong);
        }
        try {
            interactiveAuth.completeByPage(
                    stage, session, fields(form), ClientAddress.of(exchange.getRequest()));
            return done();
        } catch (MatrixException e) {
            return form(HttpStatus.valueOf(e.status()), stage, session, e.getMessage());
        }
    }

    private @Nullable MatrixException wrong(String stage, @Nullable String session) {
        if (session == null) {
            return new MatrixException(400, "M_MISSING_PARAM", "The link lacks its session");
        }
        if (interactiveAuth.stage(stage) == null) {
            return new MatrixException(404, "M_UNRECOGNIZED", "This server has no such step");
        }
        try {
            interactiveAuth.session(session);
            return null;
        } catch (MatrixException e) {
            return new MatrixException(
                    400,
                    "M_UNKNOWN",
                    "This session is unknown or has run out. Begin anew in your app.");
        }
    }

    private static ObjectNode fields(MultiValueMap<String, String> form) {
        ObjectNode fields = Json.object();
        form.toSingleValueMap().forEach(fields::put);
        if (fields.has(RECAPTCHA_RESPONSE)) {
            fields.set("response", fields.get(RECAPTCHA_RESPONSE));
        }
        return fields;
    }

    private ResponseEntity<String> form(
            HttpStatus status, String stage, String session, @Nullable String error) {
        return pages.page(status, "Authentication", forms.form(stage, session, error));
    }

    private ResponseEntity<String> failed(@Nullable MatrixException wrong) {
        HttpStatus status =
                wrong == null ? HttpStatus.BAD_REQUEST : HttpStatus.valueOf(wrong.status());
        String message =
                wrong == null ? "Something is missing" : String.valueOf(wrong.getMessage());
        return pages.page(
                status,
                "Authentication",
                "<h1>That did not work</h1><p class=\"error\">" + Pages.escape(message) + "</p>");
    }

    private ResponseEntity<String> done() {
        return pages.page(HttpStatus.OK, "Done", StageForms.DONE);
    }
}
