package io.heddle.e2e.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.robust.BadBodies.Answered;
import io.heddle.e2e.robust.Http.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Collects what is wrong with answers, so that one run tells all of it.
final class Complaints {
    /// https://spec.matrix.org/v1.19/client-server-api/#standard-error-response and the codes of single endpoints.
    private static final Set<String> ERRCODES =
            Set.of(
                    "M_FORBIDDEN",
                    "M_UNKNOWN_TOKEN",
                    "M_MISSING_TOKEN",
                    "M_BAD_JSON",
                    "M_NOT_JSON",
                    "M_NOT_FOUND",
                    "M_LIMIT_EXCEEDED",
                    "M_UNRECOGNIZED",
                    "M_UNKNOWN",
                    "M_UNAUTHORIZED",
                    "M_USER_DEACTIVATED",
                    "M_USER_IN_USE",
                    "M_INVALID_USERNAME",
                    "M_ROOM_IN_USE",
                    "M_INVALID_ROOM_STATE",
                    "M_THREEPID_IN_USE",
                    "M_THREEPID_NOT_FOUND",
                    "M_THREEPID_AUTH_FAILED",
                    "M_THREEPID_DENIED",
                    "M_THREEPID_MEDIUM_NOT_SUPPORTED",
                    "M_SERVER_NOT_TRUSTED",
                    "M_UNSUPPORTED_ROOM_VERSION",
                    "M_INCOMPATIBLE_ROOM_VERSION",
                    "M_BAD_STATE",
                    "M_GUEST_ACCESS_FORBIDDEN",
                    "M_CAPTCHA_NEEDED",
                    "M_CAPTCHA_INVALID",
                    "M_MISSING_PARAM",
                    "M_INVALID_PARAM",
                    "M_TOO_LARGE",
                    "M_EXCLUSIVE",
                    "M_RESOURCE_LIMIT_EXCEEDED",
                    "M_CANNOT_LEAVE_SERVER_NOTICE_ROOM",
                    "M_WEAK_PASSWORD",
                    "M_BAD_ALIAS",
                    "M_WRONG_ROOM_KEYS_VERSION",
                    "M_INVALID_SIGNATURE",
                    "M_DUPLICATE_ANNOTATION",
                    "M_UNKNOWN_POS",
                    "M_PROFILE_TOO_LARGE",
                    "M_KEY_TOO_LARGE",
                    "M_UNABLE_TO_AUTHORISE_JOIN",
                    "M_UNABLE_TO_GRANT_JOIN",
                    "M_URL_NOT_SET",
                    "M_CONNECTION_FAILED",
                    "M_BAD_STATUS");

    /// For what another server should have answered.
    private static final int BAD_GATEWAY = 502;

    private final List<String> found = new ArrayList<>();

    /// Looks at the form of an answer, and at whether it is one that was to come.
    void check(String what, Answered wanted, Reply reply) {
        form(what, reply);
        String errcode = reply.errcode();
        boolean right =
                switch (wanted) {
                    case NOT_JSON -> reply.status() == 400 && errcode.equals("M_NOT_JSON");
                    case BAD_JSON -> reply.status() == 400 && errcode.equals("M_BAD_JSON");
                    case MISSING ->
                            isChallenge(reply)
                                    || reply.status() == 400
                                            && Set.of("M_MISSING_PARAM", "M_BAD_JSON")
                                                    .contains(errcode);
                    case INVALID_PARAM ->
                            reply.status() == 400 && errcode.equals("M_INVALID_PARAM");
                    case REFUSED -> reply.status() >= 400 && reply.status() < 500;
                    case SOMEHOW -> true;
                };
        if (!right) {
            add(what, "not " + wanted, reply);
        }
    }

    /// Wants a status and an error code.
    void check(String what, int status, String errcode, Reply reply) {
        form(what, reply);
        if (reply.status() != status || !reply.errcode().equals(errcode)) {
            add(what, "not " + status + " " + errcode, reply);
        }
    }

    private void form(String what, Reply reply) {
        if (reply.status() >= 500 && reply.status() != BAD_GATEWAY) {
            add(what, "a failure", reply);
        }
        boolean shaped = reply.json().isObject() || reply.status() < 400 && reply.json().isArray();
        if (!reply.header("Content-Type").startsWith("application/json") || !shaped) {
            add(what, "no JSON", reply);
        }
        if (!reply.header("Access-Control-Allow-Origin").equals("*")) {
            add(what, "no CORS headers", reply);
        }
        if (reply.status() >= 400 && !explains(reply)) {
            add(what, "no known errcode or no error", reply);
        }
    }

    private static boolean explains(Reply reply) {
        return isChallenge(reply)
                || ERRCODES.contains(reply.errcode())
                        && !reply.json().path("error").asString("").isEmpty();
    }

    private static boolean isChallenge(Reply reply) {
        return reply.status() == 401 && reply.json().path("flows").isArray();
    }

    private synchronized void add(String what, String problem, Reply reply) {
        String text = reply.text();
        found.add(
                what
                        + "\n      "
                        + problem
                        + ": "
                        + reply.status()
                        + " "
                        + text.substring(0, Math.min(200, text.length())));
    }

    synchronized void none() {
        assertThat(found).isEmpty();
    }
}
