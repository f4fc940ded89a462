package io.heddle.main.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.InvalidIdentifierException;
import io.heddle.protocol.id.ThirdPartyId;
import io.heddle.web.account.PhoneNumbers;
import io.heddle.web.limit.ClientAddress;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.route.ClientController;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/// The `requestToken` family. This server sends neither mail nor text messages: a well-formed request is told so.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3registeremailrequesttoken
@ClientController
class RequestTokenEndpoint {
    private static final Pattern SECRET = Pattern.compile("[0-9a-zA-Z.=_-]{1,255}");

    private final RateLimiter limiter;

    RequestTokenEndpoint(RateLimiter limiter) {
        this.limiter = limiter;
    }

    @PostMapping({
        "/register/email/requestToken",
        "/account/password/email/requestToken",
        "/account/3pid/email/requestToken"
    })
    Map<String, Object> email(@RequestBody EmailRequest body, ServerHttpRequest request) {
        check(body.clientSecret(), body.sendAttempt());
        if (body.email() == null) {
            throw MatrixException.missingParam("email");
        }
        try {
            limit("email", ThirdPartyId.email(body.email()).address(), request);
        } catch (InvalidIdentifierException e) {
            throw MatrixException.invalidParam("Not a valid email address");
        }
        throw unsupported("This server sends no mail");
    }

    @PostMapping({
        "/register/msisdn/requestToken",
        "/account/password/msisdn/requestToken",
        "/account/3pid/msisdn/requestToken"
    })
    Map<String, Object> phone(@RequestBody PhoneRequest body, ServerHttpRequest request) {
        check(body.clientSecret(), body.sendAttempt());
        if (body.country() == null || body.phoneNumber() == null) {
            throw MatrixException.missingParam(body.country() == null ? "country" : "phone_number");
        }
        try {
            limit(
                    "msisdn",
                    PhoneNumbers.international(body.country(), body.phoneNumber()),
                    request);
        } catch (IllegalArgumentException e) {
            throw MatrixException.invalidParam("Not a valid phone number");
        }
        throw unsupported("This server sends no text messages");
    }

    /// By who asks and by whom it would reach.
    private void limit(String medium, String address, ServerHttpRequest request) {
        limiter.check(Limit.THREEPID_VALIDATION, medium + " " + ClientAddress.of(request));
        limiter.check(Limit.THREEPID_VALIDATION, medium + " to " + address);
    }

    private static void check(@Nullable String clientSecret, @Nullable Long sendAttempt) {
        if (clientSecret == null) {
            throw MatrixException.missingParam("client_secret");
        }
        if (!SECRET.matcher(clientSecret).matches()) {
            throw MatrixException.invalidParam("Invalid client_secret");
        }
        if (sendAttempt == null) {
            throw MatrixException.missingParam("send_attempt");
        }
    }

    private static MatrixException unsupported(String message) {
        return new MatrixException(400, "M_THREEPID_MEDIUM_NOT_SUPPORTED", message);
    }

    record EmailRequest(
            @Nullable String clientSecret, @Nullable String email, @Nullable Long sendAttempt) {}

    record PhoneRequest(
            @Nullable String clientSecret,
            @Nullable String country,
            @Nullable String phoneNumber,
            @Nullable Long sendAttempt) {}
}
